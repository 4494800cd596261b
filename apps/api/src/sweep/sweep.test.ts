/** What becomes of groups that have ended, which nobody sees any more. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultHistory, newUuid, systemRetention } from '@postern/domain'
import { giveLease, takeLease, withTenant } from '@postern/store'
import { createCredential, createTenant } from '@postern/testkit'
import { bearer, type Gateway } from '../testing/gateway.ts'
import { saveRetention } from '../testing/set-retention.ts'
import {
  DAY_MS,
  HOUR_MS,
  openTimedGateway,
  SECOND_MS,
  type TimedGateway,
} from '../testing/timed-gateway.ts'
import { sweepRound } from './keep-swept.ts'
import { tidyTenant } from './tidy-tenant.ts'

async function open(t: Parameters<typeof openTimedGateway>[0]) {
  const gateway = await openTimedGateway(t)
  const { database, databaseClock } = gateway
  const deps = {
    db: database.api,
    retention: systemRetention,
    history: defaultHistory,
    databaseClock,
  }
  return { ...gateway, deps, sweep: () => sweepRound(deps, newUuid(0)) }
}

/** Every column of every group that says anything, but for where it was and when it went. */
function rowsOf({ database, tenant }: Pick<Gateway, 'database' | 'tenant'>) {
  return withTenant(database.api, tenant.id, async (db) => {
    const rows = await db.selectFrom('groups').selectAll().orderBy('labels_hash').execute()
    return rows.map((row) =>
      Object.keys(row).filter((name) => {
        const value: unknown = Reflect.get(row, name)
        return value !== null && value !== false
      }),
    )
  })
}

const TOMBSTONE = [
  'created_version',
  'deleted_at',
  'labels',
  'labels_hash',
  'namespace',
  'tenant_id',
  'version',
]

test('what has ended is swept and leaves nothing but a tombstone, and after an hour not even that', async (t) => {
  const gateway = await open(t)
  const { push, put, clock, jobs, sweep } = gateway
  await push('/metrics/job/a', { 'postern-ttl': '1m' })
  await push('/metrics/job/a', { 'postern-ttl': '1m' })
  await put('/job/a', 'm 1 1234\n')
  await push('/metrics/job/b')
  clock.nowMs += 61 * SECOND_MS
  await sweep()
  const rows = await rowsOf(gateway)
  assert.equal(rows.length, 2)
  assert.deepEqual(
    rows.filter((row) => !row.includes('content')).map((row) => row.toSorted()),
    [TOMBSTONE],
  )
  assert.equal(await jobs(), 'b')
  clock.nowMs += HOUR_MS
  await sweep()
  assert.equal((await rowsOf(gateway)).length, 2)
  clock.nowMs += 1
  await sweep()
  assert.equal((await rowsOf(gateway)).length, 1)
  assert.equal(await jobs(), 'b')
})

test('the groups of a tenant that no replica serves are swept too', async (t) => {
  const gateway = await open(t)
  const { database, clock, sweep } = gateway
  const idle = await createTenant(database.admin, 'idle')
  const { key } = await createCredential(database.admin, idle, { scopes: ['push'] })
  const other = await gateway.addReplica()
  await other.inject({
    method: 'PUT',
    url: '/metrics/job/a?ttl=1m',
    headers: bearer(key),
    payload: 'm 1\n',
  })
  await other.close()
  clock.nowMs += 61 * SECOND_MS
  await sweep()
  const rows = await rowsOf({ database, tenant: idle })
  assert.deepEqual(
    rows.map((row) => row.includes('deleted_at')),
    [true],
  )
})

test('one replica walks at a time, and another when that is gone', async (t) => {
  const gateway = await open(t)
  const { push, clock, database, deps } = gateway
  await push('/metrics/job/a', { 'postern-ttl': '1m' })
  clock.nowMs += 61 * SECOND_MS
  const walking = { name: 'sweep', holder: newUuid(1) }
  assert.equal(await takeLease(database.api, walking, 60_000), true)
  await sweepRound(deps, newUuid(2))
  const isSwept = async () => (await rowsOf(gateway))[0]?.includes('deleted_at')
  assert.equal(await isSwept(), false)
  await giveLease(database.api, walking)
  await sweepRound(deps, newUuid(2))
  assert.equal(await isSwept(), true)
})

test('the data plane can take no other lease', async (t) => {
  const { database } = await open(t)
  const other = { name: 'purge-tenants', holder: newUuid(1) }
  await assert.rejects(takeLease(database.api, other, 60_000), /row-level security/)
})

test('pushes come in between the parts of a sweep, and a group that is pushed meanwhile is not swept', async (t) => {
  const gateway = await open(t)
  const { clock, jobs, tenant, deps, post } = gateway
  await pushMany(gateway, 500, '1m')
  clock.nowMs += 61 * SECOND_MS
  let parts = 0
  for await (const _ of tidyTenant(deps, tenant.id)) {
    assert.equal((await post(`/job/j${parts}`, 'm 2\n')).statusCode, 200)
    parts++
  }
  assert.ok(parts >= 3)
  const held = (await jobs()).split(' ').toSorted()
  assert.deepEqual(held, Array.from({ length: parts }, (_, index) => `j${index}`).toSorted())
})

test('a sweep that was left in the middle is ended by the next', async (t) => {
  const gateway = await open(t)
  const { clock, tenant, deps, sweep, jobs } = gateway
  await pushMany(gateway, 500, '1m')
  clock.nowMs += 61 * SECOND_MS
  let parts = 0
  for await (const _ of tidyTenant(deps, tenant.id)) if (++parts === 2) break
  const swept = async () => (await rowsOf(gateway)).filter((row) => row.includes('deleted_at'))
  assert.equal((await swept()).length, 200)
  await sweep()
  assert.equal((await swept()).length, 500)
  assert.equal(await jobs(), '')
})

test('groups from before there was retention get the end that they would have', async (t) => {
  const gateway = await open(t)
  const { put, clock, jobs, sweep, database, tenant, group } = gateway
  await put('/job/a', 'm 1\n')
  await withTenant(database.admin, tenant.id, async (db) => {
    const nothing = { expires_at: null, expiry_rule: null, content_version: null }
    await db.updateTable('groups').set(nothing).where('tenant_id', '=', tenant.id).execute()
    await db
      .updateTable('heads')
      .set({ recomputed_version: -1 })
      .where('tenant_id', '=', tenant.id)
      .execute()
  })
  await sweep()
  assert.equal(await jobs(), 'a')
  const end = new Date(clock.nowMs + 35 * DAY_MS).toISOString()
  assert.deepEqual([(await group('a')).expiresAt, (await group('a')).expiryRule], [end, 'system'])
})

test('a change of retention that nobody got to compute is computed by the sweep', async (t) => {
  const gateway = await open(t)
  const { put, clock, jobs, sweep, database, tenant } = gateway
  await put('/job/a', 'm 1\n')
  await saveRetention(database, tenant.id, { tenant: { defaultMs: HOUR_MS } })
  clock.nowMs += HOUR_MS + 1
  assert.equal(await jobs(), 'a')
  await sweep()
  assert.equal(await jobs(), '')
})

test('a replica that slept through the purge of a tombstone builds its view anew', async (t) => {
  const gateway = await open(t)
  const { put, clock, sweep } = gateway
  const sleeper = await gateway.addReplica()
  const shown = async () => (await gateway.scrape(sleeper)).match(/^m\{/gm)?.length ?? 0
  await put('/job/a', 'm 1\n')
  await put('/job/b', 'm 1\n')
  assert.equal(await shown(), 2)
  await gateway.delete('/job/a')
  clock.nowMs += 2 * HOUR_MS
  await sweep()
  assert.equal((await rowsOf(gateway)).length, 1)
  assert.equal(await shown(), 1)
})

async function pushMany({ app, keys }: TimedGateway, groups: number, ttl: string): Promise<void> {
  for (let start = 0; start < groups; start += 100) {
    const pushes = Array.from({ length: 100 }, (_, index) => ({
      labels: { job: `j${start + index}` },
      body: 'm 1\n',
      ttl,
    }))
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/pushes',
      headers: bearer(keys.push),
      payload: { pushes },
    })
    assert.equal(reply.statusCode, 200)
  }
}
