import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitNames } from '@postern/domain'
import { findLimits, recordUsage, withTenant } from '@postern/store'
import { startAdmin } from '../test-admin.ts'

const URL = '/api/v1/tenants/acme/limits'
const TEAM = '/api/v1/tenants/acme/namespaces/team/limits'

test('a tenant about which nothing was said has the limits of the system', async (t) => {
  const { call } = await startAdmin(t)
  const { status, body } = await call('GET', URL)
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body.limits), limitNames)
  const { maxSeriesPerTenant, pushesPerSecond } = body.limits
  assert.deepEqual(maxSeriesPerTenant, { value: 1_000_000, source: 'system', system: 1_000_000 })
  assert.deepEqual(pushesPerSecond, { value: null, source: 'system', system: null })
  assert.deepEqual((await call('GET', `${URL}?mode=diff`)).body, { limits: {} })
})

test('what is set for a tenant replaces what was, raises or lowers, and is told with its reason', async (t) => {
  const { call } = await startAdmin(t)
  await call('PUT', URL, { limits: { maxHelpBytes: 5 } })
  const limits = { maxSeriesPerPush: 200_000, maxGroupsPerTenant: null, pushesPerSecond: 0.5 }
  const set = await call('PUT', URL, { limits })
  assert.equal(set.status, 200)
  assert.deepEqual((await call('GET', URL)).body, set.body)
  assert.deepEqual((await call('GET', `${URL}?mode=diff`)).body.limits, {
    pushesPerSecond: { value: 0.5, source: 'tenant', system: null, tenant: 0.5 },
    maxSeriesPerPush: { value: 200_000, source: 'tenant', system: 100_000, tenant: 200_000 },
    maxGroupsPerTenant: { value: null, source: 'tenant', system: 100_000, tenant: null },
  })
})

test('a namespace lowers what its tenant has and raises nothing', async (t) => {
  const { call } = await startAdmin(t)
  await call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  await call('PUT', URL, { limits: { maxSeriesPerGroup: 100 } })
  const set = await call('PUT', TEAM, { limits: { maxSeriesPerGroup: 500, maxSeriesPerPush: 50 } })
  assert.equal(set.status, 200)
  assert.deepEqual((await call('GET', `${TEAM}?mode=diff`)).body.limits, {
    maxSeriesPerPush: { value: 50, source: 'namespace', system: 100_000, namespace: 50 },
    maxSeriesPerGroup: { value: 100, source: 'tenant', system: null, tenant: 100, namespace: 500 },
  })
  assert.deepEqual(Object.keys((await call('GET', `${URL}?mode=diff`)).body.limits), [
    'maxSeriesPerGroup',
  ])
})

test('limits that cannot be are 400, and nothing is set', async (t) => {
  const { call } = await startAdmin(t)
  await call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  const drafts: [url: string, limits: object, pointer: string][] = [
    [URL, { maxMoons: 1 }, '/limits/maxMoons'],
    [URL, { maxSeriesPerPush: 0 }, '/limits/maxSeriesPerPush'],
    [URL, { maxSeriesPerPush: 1.5 }, '/limits/maxSeriesPerPush'],
    [URL, { maxSeriesPerPush: '5' }, '/limits/maxSeriesPerPush'],
    [URL, { pushesPerSecond: 0 }, '/limits/pushesPerSecond'],
    [URL, { maxPushBytes: null }, '/limits/maxPushBytes'],
    [URL, { maxPushBytes: 64 * 1024 * 1024 + 1 }, '/limits/maxPushBytes'],
    [TEAM, { maxSeriesPerTenant: 5 }, '/limits/maxSeriesPerTenant'],
    [TEAM, { maxSeriesPerGroup: null }, '/limits/maxSeriesPerGroup'],
  ]
  for (const [url, limits, pointer] of drafts) {
    const { status, body } = await call('PUT', url, { limits })
    assert.deepEqual(
      [status, body.code, body.errors[0]?.pointer],
      [400, 'request-invalid', pointer],
    )
  }
  assert.equal((await call('GET', `${URL}?mode=all`)).status, 400)
  assert.deepEqual((await call('GET', `${URL}?mode=diff`)).body, { limits: {} })
})

test('limits of nobody and of no namespace are 404', async (t) => {
  const { call } = await startAdmin(t)
  for (const method of ['GET', 'PUT'] as const) {
    const body = method === 'PUT' ? { limits: {} } : undefined
    const nobody = await call(method, '/api/v1/tenants/nobody/limits', body)
    assert.deepEqual([nobody.status, nobody.body.code], [404, 'tenant-not-found'])
    const team = await call(method, TEAM, body)
    assert.deepEqual([team.status, team.body.code], [404, 'namespace-not-found'])
  }
})

test('what is set for a tenant is nothing to another', async (t) => {
  const { call, acme, globex, api } = await startAdmin(t)
  await call('PUT', URL, { limits: { maxSeriesPerPush: 5 } })
  assert.deepEqual((await call('GET', '/api/v1/tenants/globex/limits?mode=diff')).body, {
    limits: {},
  })
  const seen = await withTenant(api, globex.id, (db) => findLimits(db, acme.id))
  assert.deepEqual(seen, { tenant: {}, namespaces: new Map() })
})

test('who changed which limit is in the audit', async (t) => {
  const { call, admin, acme } = await startAdmin(t)
  await call('PUT', URL, { limits: { maxSeriesPerPush: 5 } })
  await call('PUT', URL, { limits: { maxSeriesPerPush: 6 } })
  const events = await withTenant(admin, acme.id, (db) =>
    db
      .selectFrom('audit_events')
      .select(['action', 'actor_kind', 'target_id', 'state_before', 'state_after'])
      .where('tenant_id', '=', acme.id)
      .orderBy('sequence', 'desc')
      .limit(1)
      .execute(),
  )
  assert.deepEqual(events, [
    {
      action: 'limits.update',
      actor_kind: 'operator',
      target_id: 'acme',
      state_before: '{"maxSeriesPerPush":5}',
      state_after: '{"maxSeriesPerPush":6}',
    },
  ])
})

test('usage is told by the hour, with how much of the limits is used', async (t) => {
  const { call, api, acme, clock } = await startAdmin(t)
  assert.deepEqual((await call('GET', '/api/v1/tenants/acme/usage')).body, {
    limits: {},
    hours: [],
  })
  const hourMs = 3_600_000
  const report = { pushes: 2, samples: 20, refusals: new Map([['limit-exceeded', 3]]) }
  for (const [hoursAgo, groups] of [
    [30, 1],
    [2, 2],
    [2, 3],
    [1, 4],
  ] as const) {
    const at = new Date(clock.nowMs - hoursAgo * hourMs)
    await withTenant(api, acme.id, (db) =>
      recordUsage(db, acme.id, { ...report, held: { groups, series: 10 * groups } }, at),
    )
  }
  const { body } = await call('GET', '/api/v1/tenants/acme/usage')
  assert.deepEqual(body.limits, {
    maxGroupsPerTenant: { used: 4, limit: 100_000 },
    maxSeriesPerTenant: { used: 40, limit: 1_000_000 },
  })
  assert.deepEqual(
    body.hours.map(({ pushes, samples, groups, series, refusals }) => [
      pushes,
      samples,
      groups,
      series,
      refusals,
    ]),
    [
      [4, 40, 3, 30, { 'limit-exceeded': 6 }],
      [2, 20, 4, 40, { 'limit-exceeded': 3 }],
    ],
  )
  assert.equal((await call('GET', '/api/v1/tenants/acme/usage?days=2')).body.hours.length, 3)
  assert.equal((await call('GET', '/api/v1/tenants/acme/usage?days=32')).status, 400)
})
