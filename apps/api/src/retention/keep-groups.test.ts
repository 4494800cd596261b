/** What is done to groups from outside of pushes, as replicas see it that hold them. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  encodeGroupingKey,
  type LabelRules,
  NEVER,
  type Scope,
  systemRetention,
} from '@postern/domain'
import { deleteGroupsByKeys, setGroupRetention, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'

const START = Date.UTC(2026, 0, 1)
const DAY_MS = 24 * 60 * 60_000

async function open(t: Parameters<typeof openGateway>[0]) {
  const clock = { nowMs: START }
  const gateway = await openGateway(t, () => clock.nowMs)
  const other = await gateway.addReplica()
  const jobs = async () => {
    const seen = await Promise.all([gateway.scrape(), gateway.scrape(other)])
    assert.equal(seen[0], seen[1])
    return [...(seen[0]?.matchAll(/^m\{.*job="(\w+)"/gm) ?? [])].map(([, job]) => job).join(' ')
  }
  const databaseClock = () => clock.nowMs * 1_000
  return { gateway, clock, jobs, databaseClock }
}

function place(job: string) {
  const labels = encodeGroupingKey(['job', job])
  return { namespace: 'default', labelsHash: createHash('sha256').update(labels).digest() }
}

function keep(
  { database, tenant }: Gateway,
  jobs: readonly string[],
  ms: number | undefined,
  clock: () => number,
) {
  return withTenant(database.api, tenant.id, (db) =>
    setGroupRetention(db, tenant.id, jobs.map(place), ms, { system: systemRetention, clock }),
  )
}

test('a group that is kept for another time ends then on every replica, and until then its metrics stay', async (t) => {
  const { gateway, clock, jobs, databaseClock } = await open(t)
  for (const job of ['a', 'b', 'c', 'd']) await gateway.put(`/job/${job}`, 'm 1\n')
  assert.equal(await jobs(), 'a b c d')

  const [kept] = await keep(gateway, ['a'], NEVER, databaseClock)
  await keep(gateway, ['b', 'nobody'], DAY_MS, databaseClock)
  await keep(gateway, ['c'], DAY_MS, databaseClock)
  await keep(gateway, ['c'], undefined, databaseClock)
  assert.deepEqual([kept?.expiry.rule, kept?.expiry.atMicros], ['group', NEVER])
  assert.equal(await jobs(), 'a b c d')

  clock.nowMs += DAY_MS + 1
  assert.equal(await jobs(), 'a c d')
  clock.nowMs += 35 * DAY_MS
  assert.equal(await jobs(), 'a')
})

test('an end that was put off while a replica did not look is known to it before the old one is believed', async (t) => {
  const { gateway, clock, jobs, databaseClock } = await open(t)
  await gateway.put('/job/a', 'm 1\n')
  await keep(gateway, ['a'], DAY_MS, databaseClock)
  assert.equal(await jobs(), 'a')
  await keep(gateway, ['a'], 3 * DAY_MS, databaseClock)
  clock.nowMs += 2 * DAY_MS
  assert.equal(await jobs(), 'a')
  clock.nowMs += DAY_MS
  assert.equal(await jobs(), '')
})

test('what was set for a group holds for the pushes that come to it, and goes with it', async (t) => {
  const { gateway, clock, jobs, databaseClock } = await open(t)
  await gateway.put('/job/a', 'm 1\n')
  await keep(gateway, ['a'], DAY_MS, databaseClock)
  clock.nowMs += DAY_MS / 2
  await gateway.post('/job/a', 'm 2\n')
  clock.nowMs += DAY_MS - 1
  assert.equal(await jobs(), 'a')
  clock.nowMs += 2
  assert.equal(await jobs(), '')
  assert.equal((await keep(gateway, ['a'], NEVER, databaseClock)).length, 0)

  await gateway.post('/job/a', 'm 3\n')
  clock.nowMs += DAY_MS + 1
  assert.equal(await jobs(), 'a')
})

test('groups that are deleted by their keys are gone from every replica, and a group that has ended is none', async (t) => {
  const { gateway, clock, jobs, databaseClock } = await open(t)
  for (const job of ['a', 'b', 'c']) await gateway.put(`/job/${job}`, 'm 1\n')
  await keep(gateway, ['c'], DAY_MS, databaseClock)
  clock.nowMs += DAY_MS + 1
  assert.equal(await jobs(), 'a b')

  const { database, tenant } = gateway
  const places = ['a', 'c', 'nobody'].map(place)
  const deleted = await withTenant(database.admin, tenant.id, (db) =>
    deleteGroupsByKeys(db, tenant.id, places, databaseClock),
  )

  assert.equal(deleted, 1)
  assert.equal(await jobs(), 'b')
})

test('who may manage says how long groups are held that a selector chooses, its labels allowing', async (t) => {
  const { gateway, clock, jobs } = await open(t)
  const { app, database, tenant } = gateway
  for (const job of ['a', 'b', 'c']) await gateway.put(`/job/${job}`, 'm 1\n')
  const keyFor = async (scope: Scope, labelRules: LabelRules = {}) =>
    (await createCredential(database.admin, tenant, { scopes: [scope], labelRules })).key
  const manager = await keyFor('manage')
  const keepAll = (key: string, retention: string, more = '') =>
    app.inject({
      method: 'POST',
      url: `/api/v1/groups/retention?match[]={job=~"a|b"}&retention=${retention}${more}`,
      headers: { ...bearer(key), accept: 'application/json' },
    })
  const given = async (job: string) => {
    const url = `/api/v1/groups?match[]={job="${job}"}`
    const reply = await app.inject({ url, headers: bearer(gateway.keys.scrape) })
    const [{ retention, ttl, expiryRule }] = reply.json().groups
    return [retention, ttl, expiryRule]
  }
  assert.equal((await keepAll(gateway.keys.push, '1d')).statusCode, 403)
  for (const text of ['0', '401d', 'soon']) {
    const refused = await keepAll(manager, text)
    assert.equal(refused.statusCode, 400)
    assert.match(refused.json().detail, /^the parameter retention /)
  }
  assert.deepEqual((await keepAll(manager, '1d', '&dry_run=true')).json(), {
    groups: 2,
    dryRun: true,
  })
  assert.deepEqual((await keepAll(manager, '1d')).json(), { groups: 2, dryRun: false })
  assert.deepEqual(await given('b'), ['1d', null, 'group'])
  const ofA = await keyFor('manage', { job: ['a'] })
  assert.deepEqual((await keepAll(ofA, 'default')).json(), { groups: 1, dryRun: false })
  assert.deepEqual(await given('a'), [null, null, 'system'])
  clock.nowMs += DAY_MS + 1
  assert.equal(await jobs(), 'a c')
})
