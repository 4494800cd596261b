import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseText, writeProtobuf } from '@postern/exposition'
import { createCredential } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'
import { makeCheck } from '../testing/make-check.ts'

const NOW = Date.parse('2026-10-01T12:00:00Z')
const HOUR_MS = 3_600_000

const ago = (ms: number) => new Date(NOW - ms).toISOString()

test('a group comes with its times, those of each family too, and a second import changes nothing', async (t) => {
  const { importGroups, groupsOf, addReplica } = await open(t)
  const group = {
    labels: { job: 'backup', zone: 'eu' },
    pushedAt: '2026-10-01T11:00:00.123456789Z',
    failedAt: '2026-10-01T13:30:00+02:00',
    contents: [
      { text: '# TYPE size gauge\nsize 1\n' },
      { pushedAt: '2026-09-30T00:00:00Z', text: '# TYPE rows gauge\nrows 2\n' },
    ],
  }
  assert.deepEqual(await importGroups([group]), [{ status: 200, changed: true }])
  for (const replica of [undefined, await addReplica()]) {
    const [found] = await groupsOf(replica)
    assert.deepEqual(found.labels, { job: 'backup', zone: 'eu' })
    assert.equal(found.push_time_seconds.metrics[0].value, '1.790852400123456e+09')
    assert.equal(found.push_failure_time_seconds.metrics[0].value, '1.7908542e+09')
    assert.equal(found.size.time_stamp, '2026-10-01T11:00:00.123456Z')
    assert.equal(found.rows.time_stamp, '2026-09-30T00:00:00.000000Z')
    assert.equal(found.last_push_successful, false)
  }
  assert.deepEqual(await importGroups([group]), [{ status: 200, changed: false }])
})

test('a later push is never written over, and an earlier one is', async (t) => {
  const { importGroups, gateway } = await open(t)
  const group = (pushedAt: string, value: number) => ({
    labels: { job: 'backup' },
    pushedAt,
    contents: [{ text: `a ${value}\n` }],
  })
  await importGroups([group(ago(2 * HOUR_MS), 1)])
  assert.deepEqual(await importGroups([group(ago(HOUR_MS), 2)]), [{ status: 200, changed: true }])
  assert.match(await gateway.scrape(), /^a\{.*\} 2$/m)
  await gateway.put('/job/backup', 'a 3\n')
  const [kept] = await importGroups([group(ago(HOUR_MS), 2)])
  assert.equal(kept?.code, 'import-outdated')
  assert.match(await gateway.scrape(), /^a\{.*\} 3$/m)
})

test('a time that is to come is taken for now, so that the next push counts', async (t) => {
  const { importGroups, gateway, clock } = await open(t)
  await importGroups([
    { labels: { job: 'a' }, pushedAt: ago(-HOUR_MS), contents: [{ text: 'a 1\n' }] },
  ])
  clock.nowMs += 1_000
  await gateway.put('/job/a', 'a 2\n')
  assert.match(await gateway.scrape(), /^a\{.*\} 2$/m)
})

test('each group stands for itself: one that a push would be refused for leaves the others', async (t) => {
  const { importGroups, gateway } = await open(t)
  await gateway.put('/job/held', '# TYPE a counter\na 1\n')
  const group = (job: string, ...contents: object[]) => ({
    labels: { job },
    pushedAt: ago(HOUR_MS),
    contents,
  })
  const outcomes = await importGroups([
    group('other-type', { text: '# TYPE a gauge\na 1\n' }),
    group('broken', { text: 'a x\n' }),
    group('fine', { text: 'b 1\n' }),
    group('twice', { text: 'c 1\n' }, { text: 'c 2\n' }),
    group('neither', {}),
    { ...group('no-day', { text: 'd 1\n' }), pushedAt: '2026-02-31T25:00:00Z' },
    group('no-base64', { protobuf: '*' }),
  ])
  assert.deepEqual(
    outcomes.map(({ status, code }) => [status, code]),
    [
      [400, 'push-inconsistent'],
      [400, 'push-malformed'],
      [200, undefined],
      [400, 'request-invalid'],
      [400, 'request-invalid'],
      [400, 'request-invalid'],
      [400, 'request-invalid'],
    ],
  )
  assert.match(await gateway.scrape(), /^b\{.*job="fine".*\} 1$/m)
  assert.doesNotMatch(await gateway.scrape(), /job="(?:other-type|broken|twice)"/)
})

test('a group that its retention would have ended already is not taken', async (t) => {
  const { importGroups, gateway } = await open(t)
  const [old] = await importGroups([
    { labels: { job: 'old' }, pushedAt: ago(36 * 24 * HOUR_MS), contents: [{ text: 'a 1\n' }] },
  ])
  assert.equal(old?.code, 'import-expired')
  assert.doesNotMatch(await gateway.scrape(), /job="old"/)
})

test('what text cannot say comes as protobuf', async (t) => {
  const { importGroups, gateway } = await open(t)
  const [family] = parseText(
    Buffer.from('# HELP s Help.\n# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 3\ns_count 4\n'),
    {},
  )
  assert.ok(family)
  const protobuf = Buffer.from(writeProtobuf([family])).toString('base64')
  const imported = { labels: { job: 'p' }, pushedAt: ago(HOUR_MS), contents: [{ protobuf }] }
  assert.deepEqual(await importGroups([imported]), [{ status: 200, changed: true }])
  assert.match(await gateway.scrape(), /^s_count\{.*job="p".*\} 4$/m)
})

test('an import is no run of a job: no check hears of it', async (t) => {
  const { importGroups, gateway } = await open(t)
  await makeCheck(gateway.database, gateway.tenant, NOW - 2 * HOUR_MS)
  await importGroups([
    { labels: { job: 'backup' }, pushedAt: ago(HOUR_MS), contents: [{ text: 'a 1\n' }] },
  ])
  const { app, keys } = gateway
  const reply = await app.inject({ url: '/api/v1/checks', headers: bearer(keys.scrape) })
  assert.equal(reply.json().checks[0].state, 'new')
})

test('only a key that may manage, and only for its namespaces and labels, imports anything', async (t) => {
  const { gateway, send } = await open(t)
  const { database, tenant, keys } = gateway
  const groups = ['backup', 'etl'].map((job) => ({
    labels: { job },
    pushedAt: ago(HOUR_MS),
    contents: [{ text: 'a 1\n' }],
  }))
  assert.equal((await send(keys.push, groups)).statusCode, 403)
  const narrow = await createCredential(database.admin, tenant, {
    scopes: ['manage'],
    labelRules: { job: ['backup'] },
  })
  assert.equal((await send(narrow.key, groups)).statusCode, 403)
  assert.doesNotMatch(await gateway.scrape(), /^a\{/m)
  assert.equal((await send(narrow.key, groups.slice(0, 1))).statusCode, 200)
})

async function open(t: TestContext) {
  const clock = { nowMs: NOW }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { app, keys, database, tenant, addReplica } = gateway
  const { key } = await createCredential(database.admin, tenant, { scopes: ['manage'] })
  const send = (as: string, groups: readonly object[]) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/groups/import',
      headers: bearer(as),
      payload: { groups },
    })
  return {
    gateway,
    clock,
    addReplica,
    send,
    importGroups: async (groups: readonly object[]) => {
      const reply = await send(key, groups)
      assert.equal(reply.statusCode, 200, reply.body)
      // Of our own schema.
      const { groups: outcomes }: { groups: Outcome[] } = reply.json()
      return outcomes
    },
    groupsOf: async (replica = app) => {
      const reply = await replica.inject({ url: '/api/v1/metrics', headers: bearer(keys.scrape) })
      assert.equal(reply.statusCode, 200, reply.body)
      return reply.json().data
    },
  }
}

interface Outcome {
  readonly status: number
  readonly changed: boolean
  readonly code?: string
}
