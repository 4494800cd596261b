/** When groups end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JobRule } from '@postern/domain'
import { bearer } from '../testing/gateway.ts'
import { DAY_MS, HOUR_MS, openTimedGateway, SECOND_MS } from '../testing/timed-gateway.ts'

test('a group is held for 35 days after its last good push, and gone from that moment on', async (t) => {
  const { put, group, jobs, clock } = await openTimedGateway(t)
  const start = clock.nowMs
  await put('/job/a', 'm 1\n')
  clock.nowMs = start + DAY_MS
  await put('/job/a', 'm 1\n')
  const { expiresAt, expiryRule, expiryIsCut } = await group('a')
  assert.deepEqual(
    [expiresAt, expiryRule, expiryIsCut],
    [new Date(start + 36 * DAY_MS).toISOString(), 'system', false],
  )
  clock.nowMs = start + 36 * DAY_MS - 1
  assert.equal(await jobs(), 'a')
  clock.nowMs = start + 36 * DAY_MS
  assert.equal(await jobs(), '')
})

test('a push says how long its group is held, until the next push does', async (t) => {
  const { push, jobs, clock } = await openTimedGateway(t)
  const pushed = await push('/metrics/job/a', { 'postern-ttl': '2s' })
  assert.equal(pushed.status, 200)
  assert.deepEqual(pushed.body, {
    namespace: 'default',
    labels: { job: 'a' },
    families: 1,
    series: 1,
    dryRun: false,
    expiresAt: new Date(clock.nowMs + 2 * SECOND_MS).toISOString(),
    expiryRule: 'header',
    expiryIsCut: false,
    warnings: [],
  })
  await push('/metrics/job/b?ttl=2')
  await push('/metrics/job/c', { 'postern-ttl': 'never' })
  await push('/metrics/job/d', { 'postern-ttl': '1s' })
  assert.equal((await push('/metrics/job/d')).body.expiryRule, 'system')
  clock.nowMs += 2 * SECOND_MS - 1
  assert.equal(await jobs(), 'a b c d')
  clock.nowMs += 2
  assert.equal(await jobs(), 'c d')
  clock.nowMs += 40 * DAY_MS
  assert.equal(await jobs(), 'c')
})

test('a group tells which TTL its last good push asked for', async (t) => {
  const { push, put, group } = await openTimedGateway(t)
  const given = async () => {
    const { ttl, retention, expiryRule } = await group('a')
    return [ttl, retention, expiryRule]
  }
  await push('/metrics/job/a')
  assert.deepEqual(await given(), [null, null, 'system'])
  await push('/metrics/job/a', { 'postern-ttl': '43200' })
  assert.deepEqual(await given(), ['12h', null, 'header'])
  assert.equal((await put('/job/a', 'm 1 1234\n')).statusCode, 400)
  assert.deepEqual(await given(), ['12h', null, 'header'])
})

test('a TTL that says nothing clear is 400, names where it stands, and nothing is stored', async (t) => {
  const { push, jobs } = await openTimedGateway(t)
  const texts = ['0', '0s', '-1', '1.5h', 'soon', '', '401d', '500ms', 'Never', '2s, 3s']
  for (const text of texts) {
    const { status, body } = await push('/metrics/job/a', { 'postern-ttl': text })
    assert.deepEqual([status, body.code], [400, 'request-invalid'], text)
    assert.match(body.detail, /^the header Postern-TTL /)
    const asked = await push(`/metrics/job/a?ttl=${encodeURIComponent(text)}`)
    assert.match(asked.body.detail, /^the parameter ttl /)
  }
  const zero = await push('/metrics/job/a', { 'postern-ttl': '0' })
  assert.match(zero.body.detail, /write never/)
  assert.equal((await push('/metrics/job/a?ttl=1s&ttl=2s')).status, 400)
  assert.equal((await push('/metrics/job/a?ttl=1s', { 'postern-ttl': '1s' })).status, 400)
  assert.equal(await jobs(), '')
})

test('each push of a batch says for itself how long its group is held', async (t) => {
  const { app, keys, jobs, clock } = await openTimedGateway(t)
  const send = (...ttls: (string | undefined)[]) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/pushes',
      headers: { ...bearer(keys.push), accept: 'application/json' },
      payload: {
        pushes: ttls.map((ttl, index) => ({ labels: { job: `j${index}` }, body: 'm 1\n', ttl })),
      },
    })
  assert.equal((await send('1h', undefined, '3600')).statusCode, 200)
  const refused = await send('1h', '0')
  assert.equal(refused.statusCode, 400)
  assert.match(refused.json().detail, /^push 1: its ttl is zero/)
  clock.nowMs += HOUR_MS + 1
  assert.equal(await jobs(), 'j1')
})

test('a failed push does not extend the life of a group', async (t) => {
  const { push, put, jobs, clock } = await openTimedGateway(t)
  await push('/metrics/job/a', { 'postern-ttl': '2h' })
  clock.nowMs += HOUR_MS
  assert.equal((await put('/job/a', 'm 1 1234\n')).statusCode, 400)
  clock.nowMs += HOUR_MS - 1
  assert.equal(await jobs(), 'a')
  clock.nowMs += 1
  assert.equal(await jobs(), '')
})

test('a group that only ever failed goes an hour after the last failure, whatever is said of retention', async (t) => {
  const { put, jobs, group, clock, setRetention } = await openTimedGateway(t)
  await put('/job/a', 'm 1 1234\n')
  clock.nowMs += HOUR_MS / 2
  await put('/job/a', 'm 1 1234\n')
  assert.equal((await group('a')).expiryRule, 'failure')
  await setRetention({ tenant: { defaultMs: SECOND_MS } })
  clock.nowMs += HOUR_MS - 1
  assert.equal(await jobs(), '(a)')
  clock.nowMs += 1
  assert.equal(await jobs(), '')
})

test('a push to a group that has ended begins anew, and clashes with nothing of it', async (t) => {
  const { push, post, scrape, group, clock } = await openTimedGateway(t)
  const gauge = '# TYPE g gauge\ng 1\n'
  await push('/metrics/job/a', { 'postern-ttl': '1m' }, `${gauge}m 1\n`)
  clock.nowMs += 60 * SECOND_MS
  assert.equal((await post('/job/b', '# TYPE g counter\ng 1\n')).statusCode, 200)
  assert.equal((await post('/job/a', '# TYPE g counter\ng 2\n')).statusCode, 200)
  assert.doesNotMatch(await scrape(), /^m\{/m)
  assert.equal((await group('a')).expiryRule, 'system')
})

test('a group that has ended is not listed, not deleted and not counted', async (t) => {
  const { push, app, keys, clock, group } = await openTimedGateway(t)
  await push('/metrics/job/a', { 'postern-ttl': '1m' })
  await push('/metrics/job/b')
  clock.nowMs += 60 * SECOND_MS
  const ask = async (method: 'GET' | 'DELETE', url: string, key: string) =>
    (await app.inject({ method, url, headers: bearer(key) })).json()
  assert.equal(await group('a'), undefined)
  const everything = '/api/v1/groups?match[]={job=~".*"}'
  assert.equal((await ask('DELETE', `${everything}&dry_run=true`, keys.push)).groups, 1)
  const usage = await ask('GET', '/api/v1/usage', keys.scrape)
  assert.equal(usage.limits.maxGroupsPerTenant.used, 1)
  assert.equal((await ask('GET', '/api/v1/metrics', keys.scrape)).data.length, 1)
})

test('a job that pushes less often than its group is held for twice is warned', async (t) => {
  const { push, group, clock } = await openTimedGateway(t)
  await push('/metrics/job/a')
  clock.nowMs += 100 * SECOND_MS
  const warned = await push('/metrics/job/a', { 'postern-ttl': '199s' })
  const { warnings } = warned.body
  assert.match(warnings.join(), /held for 199 s and the last two pushes were 100 s apart/)
  assert.deepEqual((await group('a')).warnings, warnings)
  clock.nowMs += 100 * SECOND_MS
  const fine = await push('/metrics/job/a', { 'postern-ttl': '200s' })
  assert.deepEqual(fine.body.warnings, [])
  clock.nowMs += 300 * SECOND_MS
  const late = await push('/metrics/job/a', { 'postern-ttl': '200s' })
  assert.match(late.body.warnings.join(), /the last two pushes were 300 s apart/)
})

test('a dry run tells when the group would end', async (t) => {
  const { push, jobs, clock } = await openTimedGateway(t)
  const { body } = await push('/metrics/job/a?dry_run=true&ttl=1h')
  assert.deepEqual(
    [body.expiresAt, body.expiryRule],
    [new Date(clock.nowMs + HOUR_MS).toISOString(), 'header'],
  )
  assert.equal(await jobs(), '')
})

test('a scrape shows when groups end where that is asked for, and of every kind of text the same', async (t) => {
  const { push, scrape, app, keys, clock, setRetention } = await openTimedGateway(t)
  await push('/metrics/job/a', { 'postern-ttl': '1h' })
  await push('/metrics/job/b', { 'postern-ttl': 'never' })
  assert.doesNotMatch(await scrape(), /postern_group_expiry/)
  const jobs: JobRule[] = []
  await setRetention({ namespaces: { default: { showsExpiry: true, jobs } } })
  const seconds = clock.nowMs / 1_000 + 3_600
  const line = `postern_group_expiry_timestamp_seconds{instance="",job="a"} ${seconds}`
  const shown = (await scrape()).match(/^postern_group_expiry.*$/gm) ?? []
  assert.deepEqual(shown.map(plainNumber), [line])
  const openMetrics = await app.inject({
    url: '/metrics',
    headers: { ...bearer(keys.scrape), accept: 'application/openmetrics-text' },
  })
  assert.match(openMetrics.body, /^# TYPE postern_group_expiry_timestamp_seconds gauge$/m)
  assert.equal((await push('/metrics/job/c', {}, `${line}\n`)).status, 400)
  await setRetention({
    tenant: { showsExpiry: true },
    namespaces: { default: { showsExpiry: false, jobs } },
  })
  assert.doesNotMatch(await scrape(), /postern_group_expiry/)
})

function plainNumber(line: string): string {
  return line.replace(/[^ ]+$/, (number) => String(Number(number)))
}
