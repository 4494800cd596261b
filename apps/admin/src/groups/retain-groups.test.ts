import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { holdGroups } from './testing/hold-groups.ts'

const URL = '/api/v1/tenants/acme/groups'
const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

async function holdTwo(world: TestAdmin): Promise<string> {
  const pushedMs = world.clock.nowMs
  const expiresMs = pushedMs + 35 * DAY_MS
  await holdGroups(world.api, world.acme.id, [
    { labels: { job: 'a' }, pushedMs, expiresMs },
    { labels: { job: 'b' }, pushedMs, expiresMs },
  ])
  const { body } = await world.call('GET', URL)
  return `${URL}/default/${body.groups[0]?.id}`
}

test('a group is kept longer, for ever, or as the rules say again', async (t) => {
  const world = await startAdmin(t)
  const path = await holdTwo(world)
  const at = world.clock.nowMs
  const cases = [
    ['90d', new Date(at + 90 * DAY_MS).toISOString(), 'group'],
    ['never', null, 'group'],
    [null, new Date(at + 35 * DAY_MS).toISOString(), 'system'],
  ] as const
  for (const [retention, expiresAt, expiryRule] of cases) {
    const { status, body } = await world.call('PUT', `${path}/retention`, { retention })
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual([body.group.expiresAt, body.group.expiryRule], [expiresAt, expiryRule])
    assert.deepEqual([body.group.retention, body.group.ttl], [retention, null])
    const read = await world.call('GET', path)
    assert.deepEqual(read.body.group, body.group)
  }
  const { body } = await world.call('GET', '/api/v1/tenants/acme/audit?order=oldest')
  assert.deepEqual(
    body.events.map(({ action, after }) => [action, after?.['retention']]),
    [
      ['group.retain', '90d'],
      ['group.retain', 'never'],
      ['group.retain', null],
    ],
  )
})

test('a retention that is over already ends the group at once', async (t) => {
  const world = await startAdmin(t)
  const path = await holdTwo(world)
  world.clock.nowMs += 2 * HOUR_MS
  const { status, body } = await world.call('PUT', `${path}/retention`, { retention: '1h' })
  assert.equal(status, 200)
  assert.equal(body.group.expiresAt, new Date(world.clock.nowMs - HOUR_MS).toISOString())
  assert.equal((await world.call('GET', path)).status, 404)
  assert.equal((await world.call('GET', URL)).body.total, 1)
})

test('what is no retention is refused with what to write', async (t) => {
  const world = await startAdmin(t)
  const path = await holdTwo(world)
  for (const retention of ['0s', '5', '', 'forever', '2y', 5]) {
    const { status, body } = await world.call('PUT', `${path}/retention`, { retention })
    assert.deepEqual([status, body.code], [400, 'request-invalid'], String(retention))
  }
  assert.equal((await world.call('PUT', `${path}/retention`, {})).status, 400)
})

test('a selection is kept as one group is, and the audit says which it was', async (t) => {
  const world = await startAdmin(t)
  await holdTwo(world)
  const match = ['{job="b"}']
  const dry = await world.call('POST', `${URL}/retention`, { match, retention: '1d', dryRun: true })
  assert.deepEqual([dry.body.groups, dry.body.dryRun], [1, true])
  const { body } = await world.call('POST', `${URL}/retention`, { match, retention: '1d' })
  assert.deepEqual([body.groups, body.dryRun], [1, false])
  const soon = await world.call('GET', `${URL}?expiringWithin=25h`)
  assert.deepEqual(
    soon.body.groups.map(({ labels }) => labels),
    [{ job: 'b' }],
  )
  const { body: audit } = await world.call('GET', '/api/v1/tenants/acme/audit')
  assert.deepEqual(
    audit.events.map(({ action, before, after }) => [action, before, after]),
    [['groups.retain', { match }, { retention: '1d', groups: 1 }]],
  )
})
