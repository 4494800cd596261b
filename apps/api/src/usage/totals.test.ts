import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  listTenantTotals,
  listUsageSums,
  recordTotals,
  type TotalsOrder,
  withTenant,
} from '@postern/store'
import { createCredential, createTenant } from '@postern/testkit'
import { openGateway } from '../testing/gateway.ts'

const HOUR_MS = 3_600_000
const HALF_PAST = Date.UTC(2026, 0, 1, 12, 30)

test('rates are those of the last hour, over all replicas, whatever hour begins meanwhile', async (t) => {
  const { database, tenant } = await openGateway(t)
  const note = (pushes: number, atMs: number) =>
    withTenant(database.api, tenant.id, (own) =>
      recordTotals(
        own,
        tenant.id,
        { pushes, refusals: 1, held: { groups: 2, series: 3 }, nextCheckDown: undefined },
        new Date(atMs),
      ),
    )
  const read = async (nowMs: number) => {
    const page = { order: 'series', after: undefined, limit: 10 } as const
    const [totals] = await listTenantTotals(database.admin, new Date(nowMs), page)
    return totals
  }
  await note(1_000, HALF_PAST)
  await note(800, HALF_PAST + 60_000)
  assert.equal((await read(HALF_PAST + 60_000))?.pushRate, 0.5)
  assert.equal((await read(HALF_PAST + 60_000))?.groups, 2)
  await note(0, HALF_PAST + HOUR_MS)
  assert.equal((await read(HALF_PAST + HOUR_MS))?.pushRate, 0.25, 'half of the hour before')
  await note(7_200, HALF_PAST)
  assert.equal((await read(HALF_PAST + HOUR_MS))?.pushRate, 0.25, 'what comes too late is left out')
  assert.equal((await read(HALF_PAST + 2 * HOUR_MS))?.pushRate, 0)
  assert.deepEqual((await read(HALF_PAST))?.pushedAt, new Date(HALF_PAST))
})

test('pages of totals show every tenant once, the largest first, those that never did anything too', async (t) => {
  const { database, tenant } = await openGateway(t)
  const tenants = [tenant]
  for (const slug of ['bees', 'cats', 'dogs'])
    tenants.push(await createTenant(database.admin, slug))
  for (const [index, { id }] of tenants.slice(0, 3).entries()) {
    const series = [5, 9, 5][index] ?? 0
    await withTenant(database.api, id, (own) =>
      recordTotals(
        own,
        id,
        { pushes: index, refusals: 0, held: { groups: 1, series }, nextCheckDown: undefined },
        new Date(HALF_PAST),
      ),
    )
  }
  const slugs = async (order: TotalsOrder | undefined) => {
    const seen: string[] = []
    let after: { score: number; slug: string } | undefined
    for (;;) {
      const page = { order, after, limit: 1 }
      const [totals] = await listTenantTotals(database.admin, new Date(HALF_PAST), page)
      if (!totals) return seen
      const { slug } = totals.tenant
      seen.push(slug)
      after = { score: order === 'pushes' ? totals.pushRate : totals.series, slug }
    }
  }
  assert.deepEqual(await slugs('series'), ['bees', 'acme', 'cats', 'dogs'])
  assert.deepEqual(await slugs('pushes'), ['cats', 'bees', 'acme', 'dogs'])
  assert.deepEqual(await slugs(undefined), ['acme', 'bees', 'cats', 'dogs'])
})

test('what tenants did together is added up by five minutes, and the data plane sees totals of its tenant only', async (t) => {
  const gateway = await openGateway(t)
  const { database, tenant } = gateway
  await gateway.put('/job/a', 'x 1\ny 2\n')
  await gateway.put('/job/a', 'x')
  await gateway.app.close()
  const [sum] = await listUsageSums(database.admin, new Date(0))
  assert.deepEqual([sum?.pushes, sum?.samples, sum?.refusals], [1, 2, 1])
  const own = (id = tenant.id) =>
    withTenant(database.api, id, (db) => db.selectFrom('tenant_totals').selectAll().execute())
  assert.equal((await own()).length, 1)
  const other = await createTenant(database.admin, 'globex')
  assert.deepEqual(await own(other.id), [])
})

test('the end of a key is known from its making, and when others were replaced or ended from the next report', async (t) => {
  const { database, tenant } = await openGateway(t)
  const now = Date.now()
  const ends = [30, 10].map((days) => new Date(now + days * 24 * HOUR_MS))
  for (const expiresAt of ends) {
    await createCredential(database.admin, tenant, { scopes: ['push'], expiresAt })
  }
  const nextEnd = async () => {
    const rows = await database.admin.selectFrom('tenant_totals').select('next_key_end').execute()
    return rows[0]?.next_key_end?.getTime()
  }
  assert.equal(await nextEnd(), ends[1]?.getTime())
  await withTenant(database.api, tenant.id, (own) =>
    recordTotals(
      own,
      tenant.id,
      { pushes: 0, refusals: 0, held: undefined, nextCheckDown: undefined },
      new Date(now + 11 * 24 * HOUR_MS),
    ),
  )
  assert.equal(await nextEnd(), ends[0]?.getTime())
})
