/**
 * Pushes that, at the Pushgateway, break every scrape, every push or the process for everybody. Here each harms at most
 * its sender: it is refused with a reason, or kept out of what others see.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { bearer } from '../support/authorization.ts'
import { type Gateway, openGateway } from '../support/gateway.ts'
import { findProgram, skipWithout } from '../support/programs.ts'
import { runProgram } from '../support/run-program.ts'
import { readSamples } from '../support/samples.ts'
import { delimited, family, field, gauge, histogram, label, varint } from './protobuf-bytes.ts'

const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'

const promtool = await findProgram('promtool')
const BASE64_OF_FF = '_w'

interface Push {
  readonly method?: 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  /** What the gateway answers. */
  readonly status: number
}

const protobuf = { 'content-type': PROTOBUF }

const hazards: Readonly<Record<string, readonly Push[]>> = {
  'a grouping value that is not UTF-8': [
    { path: '/metrics/job/%ff', body: 'm 1\n', status: 400 },
    { path: `/metrics/job@base64/${BASE64_OF_FF}`, body: 'm 1\n', status: 400 },
    { path: `/metrics/job/a/x@base64/${BASE64_OF_FF}`, body: 'm 1\n', status: 400 },
  ],
  'two groups that differ only in an empty instance': [
    { path: '/metrics/job/twin', body: 'm 1\n', status: 200 },
    { path: '/metrics/job/twin/instance@base64/=', body: 'n 1\n', status: 400 },
  ],
  'a pushed push_failure_time_seconds, at first and later': [
    { path: '/metrics/job/a', body: 'push_failure_time_seconds 7\n', status: 200 },
    { path: '/metrics/job/a', method: 'POST', body: 'push_failure_time_seconds 7\n', status: 200 },
    {
      path: '/metrics/job/b',
      body: '# TYPE push_failure_time_seconds counter\npush_failure_time_seconds{x="1"} 7\n',
      status: 200,
    },
  ],
  'a protobuf family without a name': [
    {
      path: '/metrics/job/a',
      body: family(undefined, 1, gauge(1)),
      headers: protobuf,
      status: 400,
    },
    { path: '/metrics/job/a', body: family('', 1, gauge(1)), headers: protobuf, status: 400 },
  ],
  'a protobuf family of an unknown type, and a gauge histogram without its histogram': [
    { path: '/metrics/job/a', body: family('_a', 99, gauge(1)), headers: protobuf, status: 400 },
    { path: '/metrics/job/a', body: family('_a', 5, gauge(1)), headers: protobuf, status: 400 },
  ],
  'an le label on a histogram, by path and by protobuf': [
    {
      path: '/metrics/job/a/le/1',
      body: '# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n',
      status: 400,
    },
    {
      path: '/metrics/job/b',
      body: family('h', 4, histogram(1, label('le', '1'))),
      headers: protobuf,
      status: 400,
    },
  ],
  'a HELP that is not UTF-8': [
    { path: '/metrics/job/a', body: Buffer.from('# HELP m a\xffb\nm 1\n', 'latin1'), status: 400 },
    {
      path: '/metrics/job/a',
      body: delimited(field(1, 'm'), field(2, Buffer.from([0xff])), field(4, gauge(1))),
      headers: protobuf,
      status: 400,
    },
  ],
  'a protobuf metric name with a line feed': [
    {
      path: '/metrics/job/a',
      body: family('m 1\nforged', 1, gauge(1)),
      headers: protobuf,
      status: 400,
    },
  ],
  'a protobuf body that announces a terabyte': [
    {
      path: '/metrics/job/a',
      body: Buffer.concat([varint(2 ** 40), Buffer.from('x')]),
      headers: protobuf,
      status: 400,
    },
  ],
  'braces without a name': [{ path: '/metrics/job/a', body: '{} 1\n', status: 400 }],
  'a broken base64 job name': (['PUT', 'POST', 'DELETE'] as const).flatMap((method) => [
    { method, path: '/metrics/job@base64/%21%21', status: 400 },
    { method, path: '/metrics/job@base64/%21%21/x/y', status: 400 },
  ]),
  'a protobuf push_failure_time_seconds without metrics': [
    { path: '/metrics/job/a', body: 'm 1\n', status: 200 },
    {
      path: '/metrics/job/a',
      method: 'POST',
      body: family('push_failure_time_seconds', 1),
      headers: protobuf,
      status: 200,
    },
  ],
  'metrics called as the keys of the query API': [
    { path: '/metrics/job/a', body: 'labels 1\nlast_push_successful 1\n', status: 200 },
  ],
  'a body that inflates without end': [
    {
      path: '/metrics/job/a',
      body: gzipSync(Buffer.alloc(80 * 1024 * 1024, '\n')),
      headers: { 'content-encoding': 'gzip' },
      status: 413,
    },
  ],
  'the same bucket and the same quantile twice': [
    {
      path: '/metrics/job/a',
      body: '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="1.0"} 1\nh_sum 1\nh_count 1\n',
      status: 400,
    },
    {
      path: '/metrics/job/b',
      body: '# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="0.50"} 2\ns_sum 1\ns_count 1\n',
      status: 400,
    },
  ],
  'refused pushes under many job names': Array.from({ length: 50 }, (_, i) => ({
    path: `/metrics/job/invented-${i}`,
    body: 'm 1 1234\n',
    status: 400,
  })),
}

for (const [hazard, pushes] of Object.entries(hazards)) {
  test(`${hazard}: others push and scrape as before`, async (t) => {
    const gateway = await openGateway(t)
    await send(gateway, { path: '/metrics/job/other', body: 'other 1\n', status: 200 })

    for (const push of pushes) await send(gateway, push)

    await send(gateway, { path: '/metrics/job/other', body: 'other 2\n', status: 200 })
    await send(gateway, { path: '/metrics/job/new', body: 'new 1\n', status: 200 })
    const text = await scrape(gateway)
    const labels = { instance: '', job: 'other' }
    const others = readSamples(text).filter(({ name }) => name === 'other')
    assert.deepEqual(others, [{ name: 'other', labels, value: '2' }])
    assert.deepEqual(repeatedSeries(text), [])
    await queryAnswers(gateway)
  })
}

test('promtool reads what is left of all hazards together', {
  skip: skipWithout(promtool, 'promtool', 'prometheus'),
}, async (t) => {
  const gateway = await openGateway(t)
  for (const push of Object.values(hazards).flat()) {
    await send(gateway, { ...push, status: Number.NaN })
  }

  const { stderr } = await runProgram(promtool ?? 'promtool', ['check', 'metrics'], {
    input: await scrape(gateway),
  })

  assert.doesNotMatch(stderr, /error while (?:linting|parsing)|duplicate|collected before/i)
})

test('a label name that decodes to a reserved one is refused where names may be any UTF-8', async (t) => {
  const gateway = await openGateway(t)
  await gateway.database.admin.updateTable('tenants').set({ utf8_names: true }).execute()

  await send(gateway, { path: '/metrics/job/a/U______x/b', body: 'm 1\n', status: 400 })
  await send(gateway, { path: '/metrics/job/a/U__my_2e_label/b', body: 'm 1\n', status: 200 })

  assert.equal(readSamples(await scrape(gateway)).filter(({ name }) => name === 'm').length, 1)
})

/** `NaN` as the expected status: whatever the answer is, but an answer. */
async function send(gateway: Gateway, { method = 'PUT', path, body, headers, status }: Push) {
  const reply = await fetch(gateway.url + path, {
    method,
    headers: { ...bearer(gateway.pushKey), ...headers },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
    redirect: 'manual',
  })
  const text = await reply.text()
  if (Number.isNaN(status)) return
  assert.equal(reply.status, status, `${method} ${path}: ${text}`)
  if (status >= 400) assert.match(text, /\S.*\n$/, 'a refusal says why')
}

async function scrape({ url, scrapeKey }: Gateway): Promise<string> {
  const reply = await fetch(`${url}/metrics`, { headers: { ...bearer(scrapeKey) } })
  assert.equal(reply.status, 200)
  return reply.text()
}

async function queryAnswers({ url, scrapeKey }: Gateway): Promise<void> {
  const reply = await fetch(`${url}/api/v1/metrics`, { headers: { ...bearer(scrapeKey) } })
  const answer = JSON.parse(await reply.text())
  assert.equal(answer.status, 'success')
  for (const group of answer.data) assert.equal(typeof group.labels.job, 'string')
}

function repeatedSeries(text: string): string[] {
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const names = series.map((line) => line.slice(0, line.lastIndexOf(' ')))
  return names.filter((name, index) => names.indexOf(name) !== index)
}
