import assert from 'node:assert/strict'
import test from 'node:test'
import {
  findLimits,
  listUsage,
  readOtherRates,
  recordUsage,
  reportRates,
  saveNamespaceLimits,
  saveTenantLimits,
  withTenant,
} from '@postern/store'
import { twoTenants } from '@postern/testkit'

const now = new Date()

test('limits, usage and rates of a tenant can be neither read nor written by another', async (t) => {
  const { api, admin, acme, globex } = await twoTenants(t)
  await withTenant(admin, acme.id, (db) =>
    saveTenantLimits(db, acme.id, { maxSeriesPerPush: 5 }, now),
  )
  const report = { pushes: 1, samples: 1, refusals: new Map([['x', 1]]), held: undefined }
  const rates = new Map([['push', { demand: 1, fill: 1 }]])
  await withTenant(api, acme.id, async (db) => {
    await recordUsage(db, acme.id, report, now)
    await reportRates(db, acme.id, acme.id, rates, new Date(now.getTime() + 60_000))
  })
  const seen = await withTenant(api, globex.id, async (db) => [
    (await findLimits(db, acme.id)).tenant,
    await listUsage(db, acme.id, new Date(0)),
    [...(await readOtherRates(db, acme.id, globex.id, ['push'], now))],
  ])
  assert.deepEqual(seen, [{}, [], []])
  const asGlobex = (work: Parameters<typeof withTenant<void>>[2], db = api) =>
    assert.rejects(withTenant(db, globex.id, work), /row-level security/)
  await asGlobex((db) => recordUsage(db, acme.id, report, now))
  await asGlobex((db) => reportRates(db, acme.id, globex.id, rates, now))
  await asGlobex((db) => saveTenantLimits(db, acme.id, {}, now), admin)
  await asGlobex((db) => saveNamespaceLimits(db, acme.id, 'default', {}, now), admin)
})

test('the data plane cannot change limits', async (t) => {
  const { api, acme } = await twoTenants(t)
  const denied = /permission denied/
  await assert.rejects(
    withTenant(api, acme.id, (db) => saveTenantLimits(db, acme.id, {}, now)),
    denied,
  )
  await assert.rejects(
    withTenant(api, acme.id, (db) => saveNamespaceLimits(db, acme.id, 'default', {}, now)),
    denied,
  )
})

test('settings are found again for the tenant and each namespace', async (t) => {
  const { api, admin, acme } = await twoTenants(t)
  const save = (value: number) =>
    withTenant(admin, acme.id, async (db) => {
      await saveTenantLimits(db, acme.id, { maxLineBytes: value, maxGroupsPerTenant: null }, now)
      await saveNamespaceLimits(db, acme.id, 'default', { maxLineBytes: value + 1 }, now)
    })
  await save(1)
  await save(2)
  assert.deepEqual(await withTenant(api, acme.id, (db) => findLimits(db, acme.id)), {
    tenant: { maxLineBytes: 2, maxGroupsPerTenant: null },
    namespaces: new Map([['default', { maxLineBytes: 3 }]]),
  })
})

test('replicas hear of each other until their word no longer holds', async (t) => {
  const { api, acme, globex } = await twoTenants(t)
  const [one, other] = [acme.id, globex.id]
  const until = new Date(now.getTime() + 1_000)
  const heard = (at: Date) =>
    withTenant(api, acme.id, (db) => readOtherRates(db, acme.id, one, ['push'], at))
  await withTenant(api, acme.id, async (db) => {
    await reportRates(db, acme.id, one, new Map([['push', { demand: 9, fill: 0 }]]), until)
    await reportRates(db, acme.id, other, new Map([['push', { demand: 3, fill: 0.5 }]]), until)
  })
  assert.deepEqual([...(await heard(now))], [['push', { replicas: 1, demand: 3, fill: 0.5 }]])
  assert.deepEqual([...(await heard(until))], [])
})
