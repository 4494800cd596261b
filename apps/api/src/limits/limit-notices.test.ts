import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { LimitSettings } from '@postern/domain'
import { listAuditEvents, withTenant } from '@postern/store'
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
