import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { newUuid, readSystemLimits, type TenantId } from '@postern/domain'
import { listAuditEvents, recordTotals, saveTenantLimits, withTenant } from '@postern/store'
import { twoTenants } from '@postern/testkit'
import { noticeLimits } from './notice-limits.ts'

const HOUR_MS = 60 * 60 * 1_000

async function open(t: TestContext) {
  const world = await twoTenants(t)
  const clock = { nowMs: Date.now() }
  const read = readSystemLimits({ maxSeriesPerTenant: 100 })
  assert.ok('limits' in read)
  const { limits } = read
  const notice = () =>
    noticeLimits({ db: world.admin, clock: () => clock.nowMs, limits }, newUuid(clock.nowMs))
  /** What a replica saw that the tenant holds. */
  const hold = (tenant: TenantId, groups: number, series: number, pushes = 1) =>
    withTenant(world.api, tenant, (own) => {
      const report = { pushes, refusals: 0, held: { groups, series }, nextCheckDown: undefined }
      return recordTotals(own, tenant, report, new Date(clock.nowMs))
    })
  const events = async (tenant: TenantId) => {
    const page = { order: 'oldest', limit: 100, after: undefined } as const
    const found = await withTenant(world.admin, tenant, (own) =>
      listAuditEvents(own, tenant, {}, page),
    )
    return found.map((event) => [event.action, event.target_id, event.state_after])
  }
  return { ...world, clock, events, hold, notice }
}

test('a tenant is told at four fifths of what it may hold, and when it holds all of it', async (t) => {
  const { acme, events, globex, hold, notice } = await open(t)
  await hold(acme.id, 1, 79)
  await hold(globex.id, 1, 80)
  await notice()
  assert.deepEqual(await events(acme.id), [])
  assert.deepEqual(await events(globex.id), [
    ['limit.near', 'maxSeriesPerTenant', '{"used":80,"limit":100}'],
  ])
  await hold(globex.id, 1, 100)
  await notice()
  assert.deepEqual((await events(globex.id)).at(-1), [
    'limit.reach',
    'maxSeriesPerTenant',
    '{"used":100,"limit":100}',
  ])
})

test('it is told once a day as long as that lasts', async (t) => {
  const { acme, clock, events, hold, notice } = await open(t)
  for (let hour = 0; hour < 49; hour++) {
    await hold(acme.id, 1, 90)
    await notice()
    clock.nowMs += HOUR_MS
  }
  assert.equal((await events(acme.id)).length, 3)
})

test('what was set for the tenant counts, and of what has no limit nothing is near', async (t) => {
  const { acme, admin, events, globex, hold, notice } = await open(t)
  await withTenant(admin, acme.id, (own) =>
    saveTenantLimits(own, acme.id, { maxSeriesPerTenant: null, maxGroupsPerTenant: 5 }, new Date()),
  )
  await hold(acme.id, 4, 1_000)
  await hold(globex.id, 4, 10)
  await notice()
  assert.deepEqual(await events(acme.id), [
    ['limit.near', 'maxGroupsPerTenant', '{"used":4,"limit":5}'],
  ])
  assert.deepEqual(await events(globex.id), [])
})

test('who does not push is not told again and again', async (t) => {
  const { acme, clock, events, hold, notice } = await open(t)
  await hold(acme.id, 1, 90)
  await notice()
  clock.nowMs += 30 * HOUR_MS
  await hold(acme.id, 1, 90, 0)
  await notice()
  assert.equal((await events(acme.id)).length, 1)
})
