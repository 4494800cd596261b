/** What operators say of retention, and what becomes of the groups that are held when they do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRetention } from '@postern/domain'
import { lockHead, recomputeExpiry, saveTenantRetention, withTenant } from '@postern/store'
import { createOperatorKey } from '@postern/testkit'
import { DAY_MS, HOUR_MS, openWorld, SECOND_MS } from './world.ts'

const TENANT = '/retention'
const NAMESPACE = '/namespaces/default/retention'

test('what nobody said anything about is as the system has it', async (t) => {
  const { admin } = await openWorld(t)
  const { status, body } = await admin('GET', TENANT)
  assert.equal(status, 200)
  assert.deepEqual(body.retention, {
    settings: {},
    effective: {
      default: { value: '35d', source: 'system', isCut: false },
      maximum: { value: 'never', source: 'system', isCut: false },
      minimum: '1s',
      showsExpiry: { value: false, source: 'system' },
    },
  })
  assert.deepEqual((await admin('GET', NAMESPACE)).body.retention.settings, { jobs: [] })
})

test('what was set is read back as it was set, with what holds by it and who says so', async (t) => {
  const { admin } = await openWorld(t)
  const tenant = { default: 'never', maximum: '90d' }
  const set = await admin('PUT', TENANT, { retention: tenant })
  assert.deepEqual(set.body.retention.settings, tenant)
  assert.deepEqual(set.body.retention.effective.default, {
    value: '90d',
    source: 'tenant',
    isCut: true,
  })
  assert.deepEqual((await admin('GET', TENANT)).body.retention, set.body.retention)
  const own = {
    default: '2d',
    showsExpiry: true,
    jobs: [
      { job: 'a', retention: '1h30m' },
      { job: 'a*', keepLast: 3, retention: 'never' },
    ],
  }
  const placed = await admin('PUT', NAMESPACE, { retention: own })
  assert.deepEqual(placed.body.retention.settings, own)
  assert.deepEqual(placed.body.retention.effective, {
    default: { value: '2d', source: 'namespace', isCut: false },
    maximum: { value: '90d', source: 'tenant', isCut: false },
    showsExpiry: { value: true, source: 'namespace' },
  })
  assert.deepEqual((await admin('GET', NAMESPACE)).body.retention, placed.body.retention)
})

test('what cannot be is 400, says where, and changes nothing', async (t) => {
  const { admin } = await openWorld(t)
  const drafts: readonly (readonly [path: string, retention: object, pointer: string])[] = [
    [TENANT, { default: '0s' }, '/retention/default'],
    [TENANT, { default: '401d' }, '/retention/default'],
    [TENANT, { maximum: 'soon' }, '/retention/maximum'],
    [TENANT, { jobs: [] }, '/retention/jobs'],
    [NAMESPACE, { maximum: '1d' }, '/retention/maximum'],
    [NAMESPACE, { jobs: [{ job: 'a' }] }, '/retention/jobs/0'],
    [NAMESPACE, { jobs: [{ job: 'a*b', keepLast: 1 }] }, '/retention/jobs/0/job'],
    [NAMESPACE, { jobs: [{ job: 'a', keepLast: 0 }] }, '/retention/jobs/0/keepLast'],
    [NAMESPACE, { jobs: [{ job: 'a', keepLast: 1_001 }] }, '/retention/jobs/0/keepLast'],
    [NAMESPACE, { jobs: [{ job: 'a', retention: '0s' }] }, '/retention/jobs/0/retention'],
    [
      NAMESPACE,
      {
        jobs: [
          { job: 'a', keepLast: 1 },
          { job: 'a', keepLast: 2 },
        ],
      },
      '/retention/jobs/1/job',
    ],
  ]
  for (const [path, retention, pointer] of drafts) {
    const { status, body } = await admin('PUT', path, { retention })
    assert.deepEqual(
      [status, body.code, body.errors[0]?.pointer],
      [400, 'request-invalid', pointer],
      JSON.stringify(retention),
    )
  }
  assert.deepEqual((await admin('GET', TENANT)).body.retention.settings, {})
  const missing = await admin('PUT', '/namespaces/nobody/retention', { retention: {} })
  assert.deepEqual([missing.status, missing.body.code], [404, 'namespace-not-found'])
})

test('a change holds for the groups that are there, from their last good push on', async (t) => {
  const { admin, push, jobs, clock, group } = await openWorld(t)
  await push('/metrics/job/a')
  await push('/metrics/job/b', { 'postern-ttl': '9h' })
  clock.nowMs += HOUR_MS
  const changed = await admin('PUT', TENANT, { retention: { default: '2h' } })
  assert.deepEqual([changed.status, changed.body.isComplete], [200, true])
  const a = await group('{job="a"}')
  assert.deepEqual(
    [a.expiresAt, a.expiryRule],
    [new Date(clock.nowMs + HOUR_MS).toISOString(), 'tenant'],
  )
  clock.nowMs += HOUR_MS - 1
  assert.equal(await jobs(), 'a b')
  clock.nowMs += 1
  assert.equal(await jobs(), 'b')

  await admin('PUT', TENANT, { retention: { default: 'never', maximum: '3h' } })
  const b = await group('{job="b"}')
  assert.deepEqual([b.expiryRule, b.expiryIsCut], ['header', true])
  clock.nowMs += HOUR_MS + 1
  assert.equal(await jobs(), '')
})

test('what has ended does not come back when more is allowed before it was swept', async (t) => {
  const { admin, push, jobs, clock } = await openWorld(t)
  await admin('PUT', TENANT, { retention: { default: '1m' } })
  await push('/metrics/job/a')
  clock.nowMs += 60 * SECOND_MS
  await admin('PUT', TENANT, { retention: { default: 'never' } })
  assert.equal(await jobs(), '')
})

test('a change that takes groups away at once has to be confirmed, and is told before', async (t) => {
  const { admin, push, jobs, clock } = await openWorld(t)
  for (const job of ['a', 'b']) await push(`/metrics/job/${job}`)
  clock.nowMs += 2 * DAY_MS
  await push('/metrics/job/b')
  await push('/metrics/job/c')
  const retention = { default: '1d' }
  const told = await admin('PUT', TENANT, { retention, dryRun: true })
  assert.deepEqual([told.status, told.body.dryRun], [200, true])
  const { groups, groupsThatExpire, groupsOutpaced, outpaced } = told.body.effect
  assert.deepEqual([groups, groupsThatExpire, groupsOutpaced], [3, 1, 1])
  assert.deepEqual(outpaced, [
    { namespace: 'default', labels: { job: 'b' }, retention: '1d', pushInterval: '2d' },
  ])
  const refused = await admin('PUT', TENANT, { retention })
  assert.deepEqual([refused.status, refused.body.code], [409, 'confirmation-required'])
  assert.match(refused.body.detail, /^1 of 3 groups would be gone at once/)
  assert.deepEqual(refused.body.effect, told.body.effect)
  assert.equal(await jobs(), 'a b c')
  assert.deepEqual((await admin('GET', TENANT)).body.retention.settings, {})

  const done = await admin('PUT', TENANT, { retention, confirm: true })
  assert.deepEqual([done.status, done.body.effect], [200, told.body.effect])
  assert.equal(await jobs(), 'b c')
})

test('a job keeps the groups that were pushed last, as many as its rule says', async (t) => {
  const { admin, push, jobs, clock } = await openWorld(t)
  const rules = [{ job: 'batch-*', keepLast: 2 }]
  await admin('PUT', NAMESPACE, { retention: { jobs: rules } })
  const runs = async (...names: string[]) => {
    for (const name of names) {
      clock.nowMs += SECOND_MS
      await push(`/metrics/job/${name}`)
    }
  }
  await runs('batch-a/run/r1', 'batch-a/run/r2', 'batch-b/run/r1', 'other/run/r1', 'other/run/r2')
  await runs('other/run/r3', 'batch-a/run/r1', 'batch-a/run/r3')
  assert.equal(await jobs(), 'batch-a/r1 batch-a/r3 batch-b/r1 other/r1 other/r2 other/r3')
  const failed = await push('/metrics/job/batch-a/run/r4', {}, 'm 1 1234\n')
  assert.equal(failed.status, 400)
  assert.equal(await jobs(), 'batch-a/r1 batch-a/r3 batch-b/r1 other/r1 other/r2 other/r3')
})

test('a rule that keeps less than there is takes the oldest away, once it is confirmed', async (t) => {
  const { admin, push, jobs, clock } = await openWorld(t)
  for (const run of ['r1', 'r2', 'r3', 'r4']) {
    clock.nowMs += SECOND_MS
    await push(`/metrics/job/a/run/${run}`)
  }
  const retention = { jobs: [{ job: 'a', keepLast: 1 }] }
  const refused = await admin('PUT', NAMESPACE, { retention })
  assert.deepEqual([refused.status, refused.body.effect.groupsThatExpire], [409, 3])
  assert.equal((await admin('PUT', NAMESPACE, { retention, confirm: true })).status, 200)
  assert.equal(await jobs(), 'a/r4')
})

test('a change that was interrupted is ended by whoever comes next, and pushes meanwhile are under the new one', async (t) => {
  const { database, tenant, databaseClock, push, jobs, clock } = await openWorld(t)
  for (let i = 0; i < 520; i++) await push(`/metrics/job/j${i}`)
  await withTenant(database.admin, tenant.id, async (own) => {
    await lockHead(own, tenant.id)
    await saveTenantRetention(own, tenant.id, { defaultMs: HOUR_MS })
  })
  const options = { system: systemRetention, clock: databaseClock }
  let parts = 0
  for await (const _ of recomputeExpiry(database.admin, tenant.id, options)) {
    const { expiryRule } = await push('/metrics/job/meanwhile')
    assert.equal(expiryRule, 'tenant')
    if (++parts === 1) break
  }
  clock.nowMs += 2 * HOUR_MS
  const left = (await jobs()).split(' ').length
  assert.ok(left > 0 && left < 520, String(left))
  for await (const _ of recomputeExpiry(database.api, tenant.id, options)) parts++
  assert.ok(parts > 1)
  assert.equal(await jobs(), '')
  let again = 0
  for await (const _ of recomputeExpiry(database.api, tenant.id, options)) again++
  assert.equal(again, 0)
})

test('only who runs the system moves the maximum of a tenant', async (t) => {
  const { admin, database, tenant } = await openWorld(t)
  await admin('PUT', TENANT, { retention: { maximum: '90d' } })
  const { key } = await createOperatorKey(database.admin, { role: 'tenant-admin', tenant })
  const own = { default: '7d', maximum: '90d' }
  assert.equal((await admin('PUT', TENANT, { retention: own }, key)).status, 200)
  for (const retention of [{ ...own, maximum: '91d' }, { default: '7d' }]) {
    const { status, body } = await admin('PUT', TENANT, { retention }, key)
    assert.deepEqual([status, body.code], [403, 'role-insufficient'])
  }
  assert.deepEqual((await admin('GET', TENANT)).body.retention.settings, own)
})

test('clocks of replicas that are wrong by an hour, and by more than retention, change nothing', async (t) => {
  const { push, jobs, clock, group } = await openWorld(t, { replicasMs: [HOUR_MS, -HOUR_MS] })
  const first = await push('/metrics/job/a', { 'postern-ttl': '10s' })
  const second = await push('/metrics/job/b', { 'postern-ttl': '10s' })
  const end = new Date(clock.nowMs + 10 * SECOND_MS).toISOString()
  assert.deepEqual([first.expiresAt, second.expiresAt], [end, end])
  assert.equal((await group('{job="a"}')).expiresAt, end)
  clock.nowMs += 10 * SECOND_MS - 1
  assert.equal(await jobs(), 'a b')
  clock.nowMs += 2
  assert.equal(await jobs(), '')
})

test('a group that ended stays away when the clock of Postgres is set back', async (t) => {
  const { push, jobs, clock } = await openWorld(t)
  await push('/metrics/job/a', { 'postern-ttl': '1m' }, '# TYPE m gauge\nm 1\n')
  clock.nowMs += 60 * SECOND_MS
  // By this push everybody knows how late it was.
  assert.equal((await push('/metrics/job/b', {}, '# TYPE m counter\nm 1\n')).status, 200)
  clock.nowMs -= 30 * SECOND_MS
  assert.equal(await jobs(), 'b')
  // So far that it was wrong before: time goes on from what it says now.
  clock.nowMs -= 10 * HOUR_MS
  const pushed = await push('/metrics/job/c', { 'postern-ttl': '1h' }, '# TYPE m counter\nm 1\n')
  assert.deepEqual(
    [pushed.status, pushed.expiresAt],
    [200, new Date(clock.nowMs + HOUR_MS).toISOString()],
  )
  assert.equal(await jobs(), 'b c')
  clock.nowMs += HOUR_MS
  assert.equal(await jobs(), 'b')
})
