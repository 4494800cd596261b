import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LimitSettings } from '@postern/domain'
import { insertNamespace, lockHead, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import type { FastifyInstance } from 'fastify'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { setLimits } from '../testing/set-limits.ts'

interface World extends Gateway {
  readonly clock: { nowMs: number }
}

async function limited(t: TestContext, settings: LimitSettings): Promise<World> {
  const clock = { nowMs: Date.now() }
  const gateway = await openGateway(t, () => clock.nowMs)
  await setLimits(gateway.database, gateway.tenant, settings)
  return { ...gateway, clock }
}

function push(
  { keys, app }: World,
  { key = keys.push, path = '/metrics/job/j', body = 'a 1\n', replica = app } = {},
) {
  const headers = { ...bearer(key), accept: 'application/json' }
  return replica.inject({ method: 'PUT', url: path, headers, payload: body })
}

/** How many of so many pushes are taken. */
async function taken(world: World, count: number, replica?: FastifyInstance): Promise<number> {
  let good = 0
  for (let i = 0; i < count; i++) {
    const { statusCode } = await push(world, replica ? { replica } : {})
    if (statusCode === 200) good++
    else assert.equal(statusCode, 429)
  }
  return good
}

function series(count: number): string {
  return Array.from({ length: count }, (_, i) => `a{i="${i}"} 1\n`).join('')
}

test('pushes pass at their rate and burst, and are told how it stands', async (t) => {
  const world = await limited(t, { pushesPerSecond: 10, pushBurst: 5 })
  const first = await push(world)
  assert.equal(first.statusCode, 200)
  assert.equal(first.headers['ratelimit-policy'], '"push";q=10;w=1')
  assert.equal(first.headers['ratelimit'], '"push";r=4;t=1')
  assert.equal(await taken(world, 10), 4)
  world.clock.nowMs += 200
  assert.equal(await taken(world, 10), 2)
})

test('a push that comes too fast is refused with 429, says when to come again and stores nothing', async (t) => {
  const world = await limited(t, { pushesPerSecond: 0.25 })
  await push(world)
  const refused = await push(world, { path: '/metrics/job/other' })
  assert.equal(refused.statusCode, 429)
  assert.equal(refused.headers['retry-after'], '4')
  assert.equal(refused.headers['ratelimit-policy'], '"push";q=1;w=4')
  assert.equal(refused.headers['ratelimit'], '"push";r=0;t=4')
  const body = refused.json()
  assert.equal(body.code, 'rate-limited')
  assert.equal(
    body.detail,
    'pushes come faster than they may; pushesPerSecond is 0.25, with 1 at once',
  )
  assert.equal(body.limit, 'pushesPerSecond')
  assert.deepEqual(body['violated-policies'], ['push'])
  assert.doesNotMatch(await world.scrape(), /job="other"/)
  world.clock.nowMs += 4_000
  assert.equal((await push(world)).statusCode, 200)
})

test('samples have a rate of their own, and more at once than ever pass are 422', async (t) => {
  const world = await limited(t, { samplesPerSecond: 10, sampleBurst: 20 })
  const first = await push(world, { body: series(15) })
  assert.equal(first.headers['ratelimit-policy'], '"samples";q=10;w=1;qu="samples"')
  assert.equal(first.headers['ratelimit'], '"samples";r=5;t=1')
  const refused = await push(world, { body: series(15) })
  assert.deepEqual([refused.statusCode, refused.headers['retry-after']], [429, '1'])
  world.clock.nowMs += 1_000
  assert.equal((await push(world, { body: series(15) })).statusCode, 200)
  const hopeless = await push(world, { body: series(21) })
  assert.deepEqual([hopeless.statusCode, hopeless.json().limit], [422, 'sampleBurst'])
})

test('a namespace and a credential have rates of their own, all of which have to be passed', async (t) => {
  const world = await limited(t, { pushesPerSecond: 10, pushesPerSecondPerCredential: 5 })
  const { database, tenant, keys } = world
  const namespace = { name: 'slow', createdAt: new Date() }
  await withTenant(database.admin, tenant.id, (db) => insertNamespace(db, tenant.id, namespace))
  await setLimits(database, tenant, { pushesPerSecond: 2 }, 'slow')
  const other = (await createCredential(database.admin, tenant, { scopes: ['push'] })).key
  const send = async (key: string, path: string, count: number) => {
    let good = 0
    for (let i = 0; i < count; i++) {
      if ((await push(world, { key, path })).statusCode === 200) good++
    }
    return good
  }
  assert.equal(await send(keys.push, '/ns/slow/metrics/job/j', 4), 2)
  assert.equal(await send(keys.push, '/metrics/job/j', 9), 3)
  assert.equal(await send(other, '/metrics/job/j', 9), 5)
  const { headers } = await push(world, { path: '/ns/slow/metrics/job/j' })
  assert.equal(
    headers['ratelimit-policy'],
    '"push";q=10;w=1, "push-namespace";q=2;w=1, "push-credential";q=5;w=1',
  )
})

test('a batch counts as the pushes that it holds', async (t) => {
  const world = await limited(t, { pushesPerSecond: 5 })
  const send = (count: number) =>
    world.app.inject({
      method: 'POST',
      url: '/api/v1/pushes',
      headers: { ...bearer(world.keys.push), accept: 'application/json' },
      payload: {
        pushes: Array.from({ length: count }, (_, i) => ({
          labels: { job: `${i}` },
          body: 'a 1\n',
        })),
      },
    })
  assert.equal((await send(3)).statusCode, 200)
  assert.equal((await send(3)).statusCode, 429)
  assert.equal((await send(2)).statusCode, 200)
  assert.equal((await send(6)).statusCode, 422)
})

test('replicas share what a tenant may send', async (t) => {
  const world = await limited(t, { pushesPerSecond: 20, pushBurst: 20 })
  const replicas = [world.app, await world.addReplica()]
  let sum = 0
  const seconds = 20
  for (let tick = 0; tick < seconds * 10; tick++) {
    world.clock.nowMs += 100
    for (const replica of replicas) sum += await taken(world, 3, replica)
    // A word to the other replica takes a moment.
    if (tick % 10 === 0) await sleep(10)
  }
  const allowed = 20 * seconds + 20
  assert.ok(sum <= allowed * 1.1 && sum >= allowed * 0.85, `${sum} of ${allowed}`)
})

test('a replica that is asked for all gets nearly all of it', async (t) => {
  const world = await limited(t, { pushesPerSecond: 20, pushBurst: 20 })
  const other = await world.addReplica()
  await taken(world, 1, other)
  let sum = 0
  for (let tick = 0; tick < 100; tick++) {
    world.clock.nowMs += 100
    sum += await taken(world, 4)
    if (tick % 10 === 0) await sleep(10)
  }
  assert.ok(sum >= 180, `${sum}`)
})

test('a rate that is set and taken away again holds within two seconds', async (t) => {
  const world = await limited(t, {})
  assert.equal(await taken(world, 20), 20)
  assert.equal((await push(world)).headers['ratelimit'], undefined)
  await setLimits(world.database, world.tenant, { pushesPerSecond: 3 })
  world.clock.nowMs += 2_000
  assert.equal(await taken(world, 20), 3)
  await setLimits(world.database, world.tenant, {})
  world.clock.nowMs += 2_000
  assert.equal(await taken(world, 20), 20)
})

test('pushes without a rate leave no row anywhere', async (t) => {
  const world = await limited(t, {})
  await taken(world, 3)
  const rows = await withTenant(world.database.api, world.tenant.id, (db) =>
    db.selectFrom('rate_shares').selectAll().where('tenant_id', '=', world.tenant.id).execute(),
  )
  assert.deepEqual(rows, [])
})

test('scrapes of a credential come so often and so many at a time', async (t) => {
  const world = await limited(t, { scrapesPerSecondPerCredential: 1 })
  const scrape = () => world.app.inject({ url: '/metrics', headers: bearer(world.keys.scrape) })
  assert.equal((await scrape()).statusCode, 200)
  const refused = await scrape()
  assert.deepEqual([refused.statusCode, refused.headers['retry-after']], [429, '1'])
  world.clock.nowMs += 1_000
  assert.equal((await scrape()).statusCode, 200)

  await setLimits(world.database, world.tenant, { maxConcurrentScrapesPerCredential: 2 })
  world.clock.nowMs += 2_000
  await scrape()
  const statuses = (await Promise.all([scrape(), scrape(), scrape()])).map((r) => r.statusCode)
  assert.deepEqual(statuses, [200, 200, 200])
})

test('of pushes that come together each waits its turn, and two seconds at most', async (t) => {
  const world = await limited(t, { maxConcurrentPushes: 2 })
  const { database, tenant } = world
  await push(world)
  const all = (await Promise.all([push(world), push(world), push(world)])).map((r) => r.statusCode)
  assert.deepEqual(all, [200, 200, 200])

  // While somebody else holds the tenant's head no push gets anywhere.
  const slow = await withTenant(database.api, tenant.id, async (db) => {
    await lockHead(db, tenant.id)
    const both = Promise.all([push(world), push(world)])
    await sleep(100)
    const refused = await push(world)
    assert.equal(refused.statusCode, 429)
    assert.equal(refused.headers['retry-after'], '1')
    assert.match(refused.json().detail, /more than 2 pushes .* maxConcurrentPushes is 2/)
    return { both }
  })
  const statuses = (await slow.both).map((r) => r.statusCode)
  assert.deepEqual(statuses, [200, 200])
})
