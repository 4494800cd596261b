import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { LimitSettings } from '@postern/domain'
import { listAuditEvents, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import type { FastifyInstance } from 'fastify'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { setLimits } from '../testing/set-limits.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

async function open(t: TestContext, settings: LimitSettings) {
  const clock = { nowMs: Date.now() }
  const gateway = await openGateway(t, () => clock.nowMs)
  await setLimits(gateway.database, gateway.tenant, settings)
  const push = async (body: string, app: FastifyInstance = gateway.app) => {
    const headers = bearer(gateway.keys.push)
    const reply = await app.inject({ method: 'PUT', url: '/metrics/job/a', headers, payload: body })
    return reply.statusCode
  }
  return { ...gateway, clock, push }
}

/** The limits that were reached, by the audit. Closing is when what is still being written is waited for. */
async function reached({ app, database, tenant }: Gateway, replica = app) {
  await replica.close()
  await app.close()
  const events = await withTenant(database.admin, tenant.id, (own) =>
    listAuditEvents(own, tenant.id, {}, { order: 'oldest', limit: 100, after: undefined }),
  )
  return events
    .filter(({ action }) => action === 'limit.reach')
    .map((event) => [event.actor_kind, event.target_id, event.state_after, event.outcome])
}

test('each limit that refused something is in the audit once, however often it did', async (t) => {
  const world = await open(t, { maxSeriesPerPush: 1, pushesPerSecond: 4, maxPushBytes: 100 })
  assert.equal(await world.push('a 1\nb 2\n'), 422)
  assert.equal(await world.push('a 1\nb 2\n'), 422)
  assert.equal(await world.push('a'.repeat(200)), 413)
  assert.equal(await world.push('a 1\n'), 200)
  assert.equal(await world.push('a 1\n'), 200)
  assert.equal(await world.push('a 1\n'), 429)
  assert.deepEqual(
    (await reached(world)).toSorted((a, b) => ((a[1] ?? '') < (b[1] ?? '') ? -1 : 1)),
    [
      ['credential', 'maxPushBytes', '{"limit":100}', 'refused'],
      ['credential', 'maxSeriesPerPush', '{"limit":1}', 'refused'],
      ['credential', 'pushesPerSecond', '{"limit":4}', 'refused'],
    ],
  )
})

test('a limit is said to be reached once a day, by one replica of all', async (t) => {
  const world = await open(t, { maxSeriesPerPush: 1 })
  const { addReplica, clock, push } = world
  const replica = await addReplica()
  await Promise.all([push('a 1\nb 2\n'), push('a 1\nb 2\n', replica)])
  clock.nowMs += DAY_MS - 1
  await push('a 1\nb 2\n')
  clock.nowMs += 2
  await push('a 1\nb 2\n', replica)
  assert.equal((await reached(world, replica)).length, 2)
})

test('what is refused for another reason reaches no limit', async (t) => {
  const world = await open(t, { maxSeriesPerPush: 1 })
  assert.equal(await world.push('no metric'), 400)
  assert.deepEqual(await reached(world), [])
})

test('a push that is refused for a limit among others that are taken reaches it as one alone', async (t) => {
  const world = await open(t, { maxSeriesPerPush: 1, maxGroupsPerTenant: 2 })
  const { app, database, keys, tenant } = world
  const { key } = await createCredential(database.admin, tenant, { scopes: ['manage'] })
  const post = async (url: string, by: string, payload: object) => {
    const headers = { ...bearer(by), 'content-type': 'application/json' }
    const reply = await app.inject({ method: 'POST', url, headers, payload })
    assert.equal(reply.statusCode, 200, reply.body)
    const outcomes: { status: number }[] = reply.json().pushes ?? reply.json().groups
    return outcomes.map(({ status }) => status)
  }
  const pushes = [
    { labels: { job: 'a' }, body: 'a 1\n' },
    { labels: { job: 'b' }, body: 'a 1\nb 1\n' },
  ]
  assert.deepEqual(await post('/api/v1/pushes?partial=true', keys.push, { pushes }), [200, 422])
  const groups = ['c', 'd'].map((job) => ({
    labels: { job },
    pushedAt: new Date().toISOString(),
    contents: [{ text: 'a 1\n' }],
  }))
  assert.deepEqual(await post('/api/v1/groups/import', key, { groups }), [200, 422])
  const limits = (await reached(world)).map(([, limit]) => String(limit))
  assert.deepEqual(new Set(limits), new Set(['maxGroupsPerTenant', 'maxSeriesPerPush']))
  assert.equal(limits.length, 2)
})

test('a batch of which all is refused for a limit reaches it', async (t) => {
  const { app, keys, ...world } = await open(t, { maxSeriesPerPush: 1 })
  const headers = { ...bearer(keys.push), 'content-type': 'application/json' }
  const payload = { pushes: [{ labels: { job: 'a' }, body: 'a 1\nb 1\n' }] }
  const reply = await app.inject({ method: 'POST', url: '/api/v1/pushes', headers, payload })
  assert.equal(reply.statusCode, 422)
  assert.equal((await reached({ ...world, app, keys })).length, 1)
})
