import assert from 'node:assert/strict'
import test from 'node:test'
import { defaultHistory, newUuid, systemRetention } from '@postern/domain'
import { insertNamespace, listUsage, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import { Lanes } from '../lane/lanes.ts'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { setLimits } from '../testing/set-limits.ts'
import { UsageKeeper } from './keep-usage.ts'
import { UsageLog } from './usage-log.ts'

async function usageOf({ app, keys }: Gateway, key = keys.scrape) {
  const headers = { ...bearer(key), accept: 'application/json' }
  const reply = await app.inject({ url: '/api/v1/usage', headers })
  return { status: reply.statusCode, body: reply.json() }
}

const HISTOGRAM =
  '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n'

test('usage tells what is held beside each limit, in the namespaces of the caller', async (t) => {
  const gateway = await openGateway(t)
  const { database, tenant } = gateway
  const team = { name: 'team', createdAt: new Date() }
  await withTenant(database.admin, tenant.id, (db) => insertNamespace(db, tenant.id, team))
  await setLimits(database, tenant, { maxSeriesPerTenant: 100, maxSeriesPerNamespace: 50 })
  await setLimits(database, tenant, { maxSeriesPerNamespace: 20 }, 'team')
  await gateway.put('/job/a', `x 1\n${HISTOGRAM}`)
  await gateway.put('/job/b', 'x 1\n')
  const { status, body } = await usageOf(gateway)
  assert.equal(status, 200)
  assert.deepEqual(body.limits.maxSeriesPerTenant, { used: 6, limit: 100 })
  assert.deepEqual(body.limits.maxGroupsPerTenant, { used: 2, limit: 100_000 })
  assert.deepEqual(body.limits.pushesPerSecond, { limit: null })
  const [first, second] = body.namespaces
  assert.deepEqual([first.name, first.groups, first.series], ['default', 2, 6])
  assert.deepEqual(first.limits.maxSeriesPerNamespace, { used: 6, limit: 50 })
  assert.deepEqual([second.name, second.groups], ['team', 0])
  assert.deepEqual(second.limits.maxSeriesPerNamespace, { used: 0, limit: 20 })

  const { key } = await createCredential(database.admin, tenant, {
    scopes: ['read'],
    namespaces: ['team'],
  })
  const other = await usageOf(gateway, key)
  assert.deepEqual(
    other.body.namespaces.map(({ name }: { name: string }) => name),
    ['team'],
  )
  assert.deepEqual(other.body.top.metrics, [])
})

test('usage names the metrics, jobs and labels with the most series', async (t) => {
  const gateway = await openGateway(t)
  await gateway.put('/job/a/zone/job', 'x{k="1"} 1\nx{k="2"} 1\ny 1\n')
  await gateway.put('/job/b', 'x 1\n')
  for (let i = 0; i < 12; i++) await gateway.post('/job/c', `m${i} 1\n`)
  const { top } = (await usageOf(gateway)).body
  assert.deepEqual(top.metrics[0], { name: 'x', series: 3 })
  assert.equal(top.metrics.length, 10)
  assert.deepEqual(top.jobs, [
    { name: 'c', series: 12 },
    { name: 'a', series: 3 },
    { name: 'b', series: 1 },
  ])
  assert.deepEqual(top.labels, [
    { name: 'job', series: 16 },
    { name: 'zone', series: 3 },
    { name: 'k', series: 2 },
  ])
  assert.equal(top.isComplete, true)
})

test('what is held counts right through replacing, deleting and other replicas', async (t) => {
  const gateway = await openGateway(t)
  const replica = await gateway.addReplica()
  await gateway.put('/job/a', 'x 1\ny 1\n')
  await gateway.put('/job/b', 'x 1\n')
  await gateway.put('/job/a', 'x 1\n')
  await gateway.post('/job/a', 'z{i="1"} 1\nz{i="2"} 1\n')
  await gateway.put('/job/c', 'x 1 1\n')
  await gateway.delete('/job/b')
  for (const app of [gateway.app, replica]) {
    const { body } = await usageOf({ ...gateway, app })
    const { groups, series } = body.namespaces[0]
    assert.deepEqual([groups, series], [2, 3])
  }
})

test('usage is for those who may read', async (t) => {
  const gateway = await openGateway(t)
  assert.equal((await usageOf(gateway, gateway.keys.push)).status, 403)
})

test('what was done and refused is written by the hour, from all replicas, and goes after 31 days', async (t) => {
  const clock = { nowMs: Date.UTC(2026, 0, 1, 0, 30) }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { database, tenant } = gateway
  const db = database.api
  const options = { maxViewBytes: 1e9, maxQueuedBytes: 1e9 }
  const databaseClock = () => clock.nowMs * 1_000
  const deps = {
    db,
    clock: () => clock.nowMs,
    databaseClock,
    history: defaultHistory,
    retention: systemRetention,
  }
  const lanes = new Lanes(deps, options)
  const round = async (pushes: number) => {
    const usage = new UsageLog()
    const change = { kind: 'push', families: [{ series: 5 }] }
    // Only what the log looks at.
    for (let i = 0; i < pushes; i++) usage.stored(tenant.id, change as never)
    usage.refused(tenant.id, 'rate-limited')
    await lanes.read(tenant, () => undefined)
    const replicaId = newUuid(0)
    await new UsageKeeper({ db, lanes, usage, clock: () => clock.nowMs, replicaId }).round()
  }
  const hours = () => withTenant(db, tenant.id, (trx) => listUsage(trx, tenant.id, new Date(0)))
  await gateway.put('/job/a', 'x 1\n')
  await round(2)
  await round(3)
  const [hour] = await hours()
  assert.deepEqual(hour, {
    hour: new Date(Date.UTC(2026, 0, 1)),
    pushes: 5,
    samples: 25,
    groups: 1,
    series: 1,
    refusals: { 'rate-limited': 2 },
  })
  clock.nowMs += 32 * 24 * 3_600_000 - 30 * 60_000
  await round(1)
  assert.deepEqual(
    (await hours()).map(({ pushes }) => pushes),
    [1],
  )
})

test('a replica that stops writes what it counted', async (t) => {
  const gateway = await openGateway(t)
  const replica = await gateway.addReplica()
  const headers = bearer(gateway.keys.push)
  const send = (payload: string) =>
    replica.inject({ method: 'PUT', url: '/metrics/job/j', headers, payload })
  await send('x 1\ny 1\n')
  await send('x')
  await replica.close()
  const { api } = gateway.database
  const { id } = gateway.tenant
  const [hour] = await withTenant(api, id, (db) => listUsage(db, id, new Date(0)))
  assert.deepEqual(
    [hour?.pushes, hour?.samples, hour?.groups, hour?.series, hour?.refusals],
    [1, 2, 1, 2, { 'push-malformed': 1 }],
  )
})
