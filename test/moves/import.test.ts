/** Groups of a real Pushgateway, brought here by `postern import`. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createCredential } from '@postern/testkit'
import { call } from '../support/call.ts'
import { openGateway } from '../support/gateway.ts'
import { withoutPushgateway as skip, startPushgateway } from '../support/pushgateway.ts'
import { until } from '../support/until.ts'

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url))

test('a Pushgateway’s groups are here as they were there, push times included', {
  skip,
}, async (t) => {
  const { from, importFrom, gateway } = await open(t)
  await push(
    from,
    '/job/plain/zone/eu',
    '# HELP a Help.\n# TYPE a gauge\na{x="1"} 1.5\na{x="2"} NaN\n',
  )
  await push(
    from,
    '/job/many',
    [
      '# TYPE h histogram',
      ...['1', '2.5', '10', '+Inf'].map((le, i) => `h_bucket{le="${le}"} ${i + 1}`),
      'h_sum 4.5\nh_count 4',
      '# TYPE s summary\ns{quantile="0.5"} 2\ns{quantile="0.99"} 3.25\ns_sum 1\ns_count 1',
      '# TYPE c counter\nc 1e300\nu -Inf\n',
    ].join('\n'),
  )
  await push(from, '/job@base64/YS9i/instance/db1', 'a 3\n', 400)
  // With the same help: of several, a Pushgateway shows now one, now another.
  await push(from, '/job@base64/YS9i/instance/db1', '# HELP a Help.\n# TYPE a gauge\na 3\n')
  await push(from, '/job/only-failed', 'a 1 1\n', 400)
  await push(from, '/job/plain/zone/eu', 'late 1\n')
  const { code, stdout, stderr } = await importFrom()
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal(stdout, '3 imported, 0 unchanged, 1 left out\n')

  const there = await exposition(from)
  const here = await exposition(gateway.url, gateway.scrapeKey)
  assert.ok(here.length > 20)
  assert.deepEqual(here, there)
  assert.deepEqual(await familyTimes(gateway.url, gateway.scrapeKey), await familyTimes(from))

  assert.equal((await importFrom()).stdout, '0 imported, 3 unchanged, 1 left out\n')
})

test('a group that was pushed here meanwhile stays, and what comes later there is brought too', {
  skip,
}, async (t) => {
  const { from, importFrom, gateway } = await open(t)
  for (const job of ['moved', 'stays']) await push(from, `/job/${job}`, 'v 1\n')
  await importFrom()
  const moved = await call(`${gateway.url}/metrics/job/moved`, {
    method: 'PUT',
    key: gateway.pushKey,
    body: 'v 2\n',
  })
  assert.equal(moved.status, 200)
  await push(from, '/job/stays', 'v 3\n')
  assert.equal((await importFrom()).stdout, '1 imported, 0 unchanged, 1 pushed here later\n')
  const values = (await gateway.samples('v')).map(({ labels, value }) => [labels['job'], value])
  assert.deepEqual(values, [
    ['moved', '2'],
    ['stays', '3'],
  ])
})

test('while jobs move, it follows the Pushgateway until it is stopped', { skip }, async (t) => {
  const { from, start, gateway } = await open(t)
  await push(from, '/job/a', 'v 1\n')
  const child = start(['--every', '1s'])
  const value = async () => (await gateway.samples('v'))[0]?.value
  await until('the group to be here', async () => (await value()) === '1')
  await push(from, '/job/a', 'v 2\n')
  await until('its next push to be here', async () => (await value()) === '2')
  child.kill('SIGTERM')
  await once(child, 'exit')
})

async function open(t: TestContext) {
  const from = await startPushgateway(t)
  const gateway = await openGateway(t)
  const { admin } = gateway.database
  const { key } = await createCredential(admin, gateway.tenant, { scopes: ['manage'] })
  const env = {
    PATH: process.env['PATH'],
    POSTERN_STATE_DIR: '/nonexistent',
    POSTERN_URL: gateway.url,
    POSTERN_TOKEN: key,
  }
  const start = (options: readonly string[]) => {
    const child = spawn(process.execPath, [MAIN, 'import', '--from', from, ...options], { env })
    t.after(() => child.kill('SIGKILL'))
    return child
  }
  return {
    from,
    gateway,
    start,
    importFrom: async (...options: string[]) => {
      const child = start(options)
      const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => stream.toArray())
      const [code]: (number | null)[] = await once(child, 'close')
      return { code, stdout: text(await stdout), stderr: text(await stderr) }
    },
  }
}

function text(chunks: readonly unknown[] = []): string {
  return chunks.map(String).join('')
}

async function push(url: string, group: string, body: string, status = 200): Promise<void> {
  const answer = await call(`${url}/metrics${group}`, { method: 'POST', body })
  assert.equal(answer.status, status, answer.text)
}

/** All samples but those of the gateway about itself, and of groups that hold nothing else; in an order of their own. */
async function exposition(url: string, key?: string): Promise<string[]> {
  const { text: scraped } = await call(`${url}/metrics`, key === undefined ? {} : { key })
  return scraped
    .split('\n')
    .filter(
      (line) => line !== '' && !/^(?:# (?:HELP|TYPE) )?(?:go_|process_|pushgateway_)/.test(line),
    )
    .filter((line) => !line.includes('only-failed') && !line.startsWith('# HELP push_'))
    .map((line) => line.replace(/^(push_\w+_seconds\{.*\}) (.*)$/, rounded))
    .sort()
}

/** We keep microseconds. */
function rounded(_: string, series: string, seconds: string): string {
  return `${series} ${Math.round(Number(seconds) * 1e6)}`
}

async function familyTimes(url: string, key?: string): Promise<Record<string, string>> {
  const { text: body } = await call(`${url}/api/v1/metrics`, key === undefined ? {} : { key })
  const { data }: { data: Record<string, { time_stamp?: string }>[] } = JSON.parse(body)
  const times = data.flatMap((group) =>
    Object.entries(group).flatMap(([name, family]) =>
      name.startsWith('push_') || family.time_stamp === undefined
        ? []
        : [[`${JSON.stringify(group['labels'])} ${name}`, micros(family.time_stamp)] as const],
    ),
  )
  return Object.fromEntries(times)
}

function micros(time: string): string {
  return time.replace(/(\.\d{6})\d*Z$/, '$1Z')
}
