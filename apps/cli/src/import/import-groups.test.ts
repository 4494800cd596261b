/** What a Pushgateway may answer that no easy push leads to; test/moves has a real one. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type MetricFamily, parseText, writeProtobuf } from '@postern/exposition'
import { startFakeGateway } from '../testing/fake-gateway.ts'
import { temporaryFolder } from '../testing/postern.ts'
import { startServers } from '../testing/servers.ts'

const PUSHED = Math.floor(Date.now() / 1_000) - 3_600
const STAMP = new Date(PUSHED * 1_000).toISOString()

/** A group as the query API shows it. */
function group(labels: Record<string, string>, families: object, pushedAt = PUSHED): object {
  const time = (value: number) => family('GAUGE', [{ labels, value: String(value) }])
  return {
    labels,
    last_push_successful: true,
    push_time_seconds: time(pushedAt),
    push_failure_time_seconds: time(0),
    ...families,
  }
}

function family(type: string, metrics: readonly object[]): object {
  return { time_stamp: STAMP, type, metrics }
}

const NATIVE: MetricFamily = {
  name: 'n',
  type: 'histogram',
  help: undefined,
  unit: undefined,
  metrics: [
    {
      labels: ['instance', '', 'job', 'a'],
      timestampMs: undefined,
      createdMs: undefined,
      count: 3,
      sum: 6,
      buckets: [],
      native: {
        schema: 0,
        zeroThreshold: 0,
        zeroCount: 0,
        positiveSpans: [{ offset: 0, length: 2 }],
        negativeSpans: [],
        positiveBuckets: [1, 1],
        negativeBuckets: [],
      },
      isFloat: false,
      exemplars: [],
    },
  ],
}

const NATIVE_JSON = family('HISTOGRAM', [
  { labels: { instance: '', job: 'a' }, buckets: [[0, '0.5', '1', '1']], count: '3', sum: '6' },
])

test('a native histogram comes from the scrape, which says all of it', async (t) => {
  const { importFrom, cli } = await open(t)
  const times = parseText(Buffer.from(`push_time_seconds{instance="",job="a"} ${PUSHED}\n`), {})
  const scraped = [...times, NATIVE]
  const { stdout, stderr } = await importFrom([group({ job: 'a' }, { n: NATIVE_JSON })], scraped)
  assert.equal(stderr, '')
  assert.equal(stdout, '1 imported, 0 unchanged\n')
  const shown = await cli(['groups', 'list', '-t', 'acme', '--json'])
  assert.equal(JSON.parse(shown.stdout).groups[0].families, 1)
})

test('what only a scrape could say is named when there is none, and all else comes', async (t) => {
  const { importFrom, scrape } = await open(t)
  const held = group(
    { job: 'a' },
    {
      n: NATIVE_JSON,
      v: family('COUNTER', [{ labels: { instance: '', job: 'a' }, value: '+Inf' }]),
      h: family('HISTOGRAM', [
        {
          labels: { instance: '', job: 'a' },
          buckets: { '10': '3', '2.5': '1', '+Inf': '3' },
          count: '3',
          sum: 'NaN',
        },
      ]),
    },
  )
  const { code, stdout, stderr } = await importFrom([held], undefined)
  assert.equal(code, 0)
  assert.equal(stdout, '1 imported, 0 unchanged\n')
  assert.match(stderr, /cannot be scraped in protobuf/)
  assert.match(stderr, /^\{job="a"\}: without n$/m)
  const scraped = await scrape()
  assert.match(scraped, /^v\{.*\} \+Inf$/m)
  assert.match(scraped, /^h_bucket\{.*le="2.5".*\} 1$/m)
  assert.match(scraped, /^h_sum\{.*\} NaN$/m)
})

test('metrics of a group that was pushed between the two readings are those of its push time', async (t) => {
  const { importFrom, scrape } = await open(t)
  const held = group(
    { job: 'a' },
    { v: family('GAUGE', [{ labels: { instance: '', job: 'a' }, value: '1' }]) },
  )
  const later = `push_time_seconds{instance="",job="a"} ${PUSHED + 1}\n# TYPE v gauge\nv{instance="",job="a"} 2\n`
  await importFrom([held], parseText(Buffer.from(later), {}))
  assert.match(await scrape(), /^v\{.*\} 1$/m)
})

test('groups that cannot come are said to stay behind, and the exit code tells of those that were refused', async (t) => {
  const { importFrom, cli } = await open(t)
  const value = (labels: Record<string, string>) => ({
    v: family('GAUGE', [{ labels, value: '1' }]),
  })
  const groups = [
    { ...group({ job: 'hidden' }, {}), labels: family('GAUGE', []) },
    group({ job: 'never' }, {}, 0),
    group({ job: 'old' }, value({ job: 'old' }), PUSHED - 50 * 86_400),
    group({ job: 'fine' }, value({ job: 'fine' })),
  ]
  const some = await importFrom(groups, [])
  assert.deepEqual(
    [some.code, some.stdout],
    [0, '1 imported, 0 unchanged, 1 expired, 2 left out\n'],
  )
  assert.match(some.stderr, /metric called "labels"/)
  assert.match(some.stderr, /^\{job="old"\}: the group would have ended already/m)
  const other = group({ job: 'other' }, { v: family('COUNTER', [{ labels: {}, value: '1' }]) })
  const refused = await importFrom([other], [], '--json')
  assert.equal(refused.code, 1)
  assert.equal(JSON.parse(refused.stdout).refused, 1)
  assert.match(refused.stderr, /^\{job="other"\}: .*another group holds it as GAUGE/m)
  assert.equal((await cli(['groups', 'list', '-t', 'acme', '--json'])).code, 0)
})

test('many groups come in requests that a gateway takes, and a dry run counts them', async (t) => {
  const { importFrom, cli } = await open(t)
  const groups = Array.from({ length: 250 }, (_, i) => {
    const labels = { job: 'many', i: String(i) }
    return group(labels, { v: family('GAUGE', [{ labels, value: String(i) }]) })
  })
  const dry = await importFrom(groups, [], '--dry-run')
  assert.equal(dry.stdout, '250 groups of 250 would be imported\n')
  assert.equal((await importFrom(groups, [])).stdout, '250 imported, 0 unchanged\n')
  const listed = await cli(['groups', 'list', '-t', 'acme', '--json'])
  assert.equal(JSON.parse(listed.stdout).groups.length, 250)
})

test('a Pushgateway with a password is asked with it, and one that is none is named', async (t) => {
  const { cli } = await open(t)
  const password = join(await temporaryFolder(t), 'password')
  await writeFile(password, 'se:cret\n')
  const source = await startFakeGateway(t, (_, response) => response.end('{"data":[]}'))
  const from = ['import', '--from', source.url, '--basic', `alice:${password}`]
  assert.equal((await cli(from)).stdout, '0 imported, 0 unchanged\n')
  const expected = `Basic ${Buffer.from('alice:se:cret').toString('base64')}`
  assert.equal(source.asked[0]?.headers.authorization, expected)

  const other = await startFakeGateway(t, (_, response) => response.end('<html>'))
  const failed = await cli(['import', '--from', other.url])
  assert.equal(failed.code, 5)
  assert.match(failed.stderr, /does not answer as a Pushgateway does/)
  for (const wrong of [
    ['--from', 'pushgateway:9091'],
    ['--from', source.url, '--every', 'often'],
    ['--from', source.url, '--basic', 'alice'],
    ['--from', source.url, '--basic', 'alice:/no/such/file'],
  ]) {
    assert.equal((await cli(['import', ...wrong])).code, 2, wrong.join(' '))
  }
})

async function open(t: TestContext) {
  const { cli, scrape } = await startServers(t)
  return {
    cli,
    scrape,
    importFrom: async (
      groups: readonly object[],
      scraped: readonly MetricFamily[] | undefined,
      ...options: string[]
    ) => {
      const source = await startFakeGateway(t, ({ path }, response) => {
        if (path === '/api/v1/metrics') response.end(JSON.stringify({ data: groups }))
        else if (!scraped) response.writeHead(500).end('broken')
        else {
          const type = 'application/vnd.google.protobuf; encoding=delimited'
          response.setHeader('content-type', type).end(writeProtobuf(scraped))
        }
      })
      return cli(['import', '--from', source.url, ...options])
    },
  }
}
