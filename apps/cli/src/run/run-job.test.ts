import assert from 'node:assert/strict'
import { readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type Asked, type FakeGateway, startFakeGateway } from '../testing/fake-gateway.ts'
import { startPostern, temporaryFolder } from '../testing/postern.ts'
import { until } from '../testing/until.ts'

const OWN = [
  'postern_run_start_timestamp_seconds',
  'postern_run_end_timestamp_seconds',
  'postern_run_duration_seconds',
  'postern_run_exit_status',
]

test('a run is told twice: that it began, and how it ended', async (t) => {
  const gateway = await startFakeGateway(t)
  const { code, stdout } = await runJob(t, gateway, ['--job', 'backup'], 'echo done')
  assert.equal(code, 0)
  assert.equal(stdout, 'done\n')
  const [start, end] = gateway.asked
  assert.deepEqual(namesIn(start), OWN.slice(0, 1))
  assert.deepEqual(namesIn(end), [...OWN, 'postern_run_last_success_timestamp_seconds'])
  for (const each of [start, end]) {
    assert.equal(each?.method, 'POST')
    assert.equal(each?.path, '/metrics/job/backup')
    assert.equal(each?.headers.authorization, 'Bearer pst_push_test')
  }
  assert.match(String(start?.headers['postern-run-id']), /^[0-9a-f-]{36}$/)
  assert.equal(end?.headers['postern-run-id'], start?.headers['postern-run-id'])
  assert.equal(start?.headers['postern-exit-status'], undefined)
  assert.equal(start?.headers['postern-run-phase'], 'start')
  assert.equal(end?.headers['postern-run-phase'], undefined)
  assert.equal(end?.headers['postern-exit-status'], '0')
  assert.match(String(end?.headers['postern-duration']), /^\d+(\.\d{1,3})?$/)
})

test('a run that fails leaves the time of the last success, and its exit code is ours', async (t) => {
  const gateway = await startFakeGateway(t)
  const { code } = await runJob(t, gateway, ['--job', 'backup'], 'exit 7')
  assert.equal(code, 7)
  const end = gateway.asked.at(-1)
  assert.deepEqual(namesIn(end), OWN)
  assert.match(end?.body ?? '', /^postern_run_exit_status 7$/m)
  assert.equal(end?.headers['postern-exit-status'], '7')
})

test('a command that a signal ends, or that is not there, ends as in a shell', async (t) => {
  const gateway = await startFakeGateway(t)
  assert.equal((await runJob(t, gateway, ['--job', 'a'], 'kill -KILL $$')).code, 137)
  const missing = startPostern(
    t,
    ['run', '--job', 'a', '--', '/no/such/command'],
    settingsFor(gateway),
  )
  assert.equal(await missing.ended, 127)
  assert.match(missing.stderr(), /cannot start \/no\/such\/command/)
  assert.match(gateway.asked.at(-1)?.body ?? '', /^postern_run_exit_status 127$/m)
})

test('signals reach the command, and what it makes of them is ours', async (t) => {
  const gateway = await startFakeGateway(t)
  for (const [signal, script, expected] of [
    ['SIGTERM', 'trap "exit 5" TERM; echo ready; while :; do sleep 0.05; done', 5],
    ['SIGINT', 'echo ready; exec sleep 60', 130],
    ['SIGTERM', 'echo ready; exec sleep 60', 143],
  ] as const) {
    const run = startPostern(
      t,
      ['run', '--job', 'a', '--', 'sh', '-c', script],
      settingsFor(gateway),
    )
    await until(() => run.stdout() === 'ready\n')
    run.child.kill(signal)
    assert.equal(await run.ended, expected)
    assert.match(gateway.asked.at(-1)?.body ?? '', new RegExp(`exit_status ${expected}$`, 'm'))
  }
})

test('the command starts without waiting for a gateway that does not answer', async (t) => {
  const release = Promise.withResolvers<void>()
  const gateway = await startFakeGateway(t, (_, response) => {
    void release.promise.then(() => response.end())
  })
  const run = startPostern(
    t,
    ['run', '--job', 'a', '--', 'sh', '-c', 'echo ran'],
    settingsFor(gateway),
  )
  await until(() => run.stdout() === 'ran\n')
  release.resolve()
  assert.equal(await run.ended, 0)
})

test('a gateway that is away fails no job, and is said to be', async (t) => {
  const gateway = await startFakeGateway(t, (_, response) => {
    response.writeHead(503, { 'retry-after': '0' }).end()
  })
  const { code, stderr } = await runJob(t, gateway, ['--job', 'a'], 'exit 0')
  assert.equal(code, 0)
  assert.match(stderr, /its end was not reported: the server answered 503/)
  const ends = gateway.asked.filter(({ headers }) => 'postern-exit-status' in headers)
  assert.equal(ends.length, 3)
})

test('a job without a key does its work, and says that nothing is reported', async (t) => {
  const run = startPostern(t, ['run', '--job', 'a', '--', 'sh', '-c', 'exit 3'], {
    POSTERN_STATE_DIR: '/nonexistent',
    POSTERN_URL: 'http://127.0.0.1:9',
  })
  assert.equal(await run.ended, 3)
  assert.match(run.stderr(), /^postern run: nothing is reported: there is no key/)
})

test('labels, namespace and time to live go where the gateway expects them', async (t) => {
  const gateway = await startFakeGateway(t)
  const options = ['--job', 'etl', '--grouping', 'dir=/var', '--grouping', 'zone=eu']
  await runJob(t, gateway, [...options, '--namespace', 'payments', '--ttl', '2h'], 'exit 0')
  for (const { path, headers } of gateway.asked) {
    assert.equal(path, '/ns/payments/metrics/job/etl/dir@base64/L3Zhcg/zone/eu')
    assert.equal(headers['postern-ttl'], '2h')
  }
})

test('a check that is named is told of start and end, in the namespace of the push', async (t) => {
  const gateway = await startFakeGateway(t)
  const options = ['--job', 'a', '--check', 'nightly', '--namespace', 'payments']
  await runJob(t, gateway, options, 'sleep 0.3; exit 4')
  const calls = gateway.asked.filter(({ path }) => path.includes('/checks/'))
  assert.deepEqual(
    calls.map(({ method, path, headers }) => [method, path, headers['postern-exit-status']]),
    [
      ['POST', '/ns/payments/checks/nightly/start?create=1', undefined],
      ['POST', '/ns/payments/checks/nightly/exit/4?create=1', '4'],
    ],
  )
  const ids = new Set(gateway.asked.map(({ headers }) => headers['postern-run-id']))
  assert.equal(ids.size, 1)
})

test('metrics that the command wrote are pushed by themselves, after all else is told', async (t) => {
  const folder = await temporaryFolder(t)
  const file = join(folder, 'out.prom')
  const gateway = await startFakeGateway(t, ({ body }, response) => {
    response.writeHead(body.includes('rows') ? 400 : 200).end('not this one')
  })
  const { code, stderr } = await runJob(
    t,
    gateway,
    ['--job', 'a', '--metrics-file', file],
    `printf 'rows 1\\n# EOF\\n' > ${file}`,
  )
  assert.equal(code, 0)
  assert.match(stderr, /its metrics were not pushed: the server answered 400: not this one/)
  const [own, metrics] = gateway.asked.slice(-2)
  assert.match(own?.body ?? '', /last_success/)
  assert.equal(metrics?.body, await readFile(file, 'utf8'))
  assert.match(metrics?.headers['content-type'] ?? '', /^application\/openmetrics-text/)
  assert.equal(metrics?.headers['postern-exit-status'], '0')
})

test('metrics that an earlier run left are not pushed again', async (t) => {
  const file = join(await temporaryFolder(t), 'out.prom')
  await writeFile(file, 'rows 1\n')
  const gateway = await startFakeGateway(t)
  const old = new Date(Date.now() - 60_000)
  await utimes(file, old, old)
  const { stderr } = await runJob(t, gateway, ['--job', 'a', '--metrics-file', file], 'exit 0')
  assert.match(stderr, /is from before this run/)
  assert.ok(gateway.asked.every(({ body }) => !body.includes('rows')))
})

test('a command line that cannot be meant runs nothing', async (t) => {
  for (const args of [
    ['--job', 'a'],
    ['--', 'true'],
    ['--job', 'a', '--ttl', 'soon', '--', 'echo', 'ran'],
    ['--job', 'a', '--grouping', 'x', '--', 'echo', 'ran'],
    ['--job', '', '--', 'echo', 'ran'],
  ]) {
    const run = startPostern(t, ['run', ...args], {})
    assert.equal(await run.ended, 2, args.join(' '))
    assert.equal(run.stdout(), '')
  }
})

function settingsFor({ url }: FakeGateway) {
  return { POSTERN_URL: url, POSTERN_TOKEN: 'pst_push_test' }
}

async function runJob(
  t: TestContext,
  gateway: FakeGateway,
  options: readonly string[],
  script: string,
) {
  const command = ['run', ...options, '--', 'sh', '-c', script]
  const run = startPostern(t, command, settingsFor(gateway))
  const code = await run.ended
  return { code, stdout: run.stdout(), stderr: run.stderr() }
}

/** The families of a push. */
function namesIn(asked: Asked | undefined): string[] {
  return Array.from(asked?.body.matchAll(/^# TYPE (\w+) gauge$/gm) ?? [], ([, name = '']) => name)
}
