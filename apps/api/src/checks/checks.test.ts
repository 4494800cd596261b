/** Checks from the outside: what pushes and calls make of them, on every replica, as time goes on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Check, Tenant } from '@postern/domain'
import { insertNamespace, withTenant } from '@postern/store'
import { createCredential, createTenant, type TestDatabase } from '@postern/testkit'
import type { FastifyInstance } from 'fastify'
import { bearer, openGateway } from '../testing/gateway.ts'
import { makeCheck } from '../testing/make-check.ts'
import { setLimits } from '../testing/set-limits.ts'

const NIGHT = Date.parse('2026-10-01T02:00:00Z')
const HOUR_MS = 3_600_000

async function statesOf(app: FastifyInstance, key: string): Promise<Record<string, string>> {
  const reply = await app.inject({ url: '/api/v1/checks?limit=1000', headers: bearer(key) })
  assert.equal(reply.statusCode, 200, reply.body)
  // Of our own schema.
  const { checks }: { checks: { name: string; state: string }[] } = reply.json()
  return Object.fromEntries(checks.map(({ name, state }) => [name, state]))
}

test('a push is the run of its job, and every replica sees the check change by time alone', async (t) => {
  const clock = { nowMs: NIGHT }
  const gateway = await openGateway(t, () => clock.nowMs)
  const other = await gateway.addReplica()
  const { app, keys, tenant, database } = gateway
  await makeCheck(database, tenant, clock.nowMs)
  const expectEverywhere = async (state: string) => {
    for (const replica of [app, other]) {
      assert.deepEqual(await statesOf(replica, keys.scrape), { backup: state })
    }
  }

  await expectEverywhere('new')
  assert.equal((await gateway.put('/job/backup', 'a 1\n')).statusCode, 200)
  await expectEverywhere('up')
  clock.nowMs += 24 * HOUR_MS - 1
  await expectEverywhere('up')
  clock.nowMs += 1
  await expectEverywhere('late')
  clock.nowMs += HOUR_MS
  await expectEverywhere('down')
  assert.equal((await gateway.put('/job/backup', 'a 1\n')).statusCode, 200)
  await expectEverywhere('up')
})

test('a check goes on when its group has ended or was deleted, and on a replica that never saw the push', async (t) => {
  const clock = { nowMs: NIGHT }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { app, keys, tenant, database } = gateway
  await makeCheck(database, tenant, clock.nowMs)
  const push = await app.inject({
    method: 'PUT',
    url: '/metrics/job/backup',
    headers: { ...bearer(keys.push), 'postern-ttl': '1h' },
    payload: 'a 1\n',
  })
  assert.equal(push.statusCode, 200, push.body)
  clock.nowMs += 2 * HOUR_MS
  assert.doesNotMatch(await gateway.scrape(), /push_time_seconds\{/)
  assert.deepEqual(await statesOf(app, keys.scrape), { backup: 'up' })
  await gateway.put('/job/backup', 'a 1\n')
  await gateway.delete('/job/backup')
  clock.nowMs += 26 * HOUR_MS
  for (const replica of [app, await gateway.addReplica()]) {
    assert.deepEqual(await statesOf(replica, keys.scrape), { backup: 'down' })
  }
})

test('a push with an exit status other than 0 is stored, and its check down', async (t) => {
  const gateway = await openGateway(t)
  const { app, keys, tenant, database } = gateway
  await makeCheck(database, tenant, Date.now() - 1_000)
  const push = (headers: Record<string, string>) =>
    app.inject({
      method: 'PUT',
      url: '/metrics/job/backup',
      headers: { ...bearer(keys.push), ...headers },
      payload: 'a 1\n',
    })
  const failed = await push({ 'postern-exit-status': '3', 'postern-duration': '1m30s' })
  assert.equal(failed.statusCode, 200)
  assert.match(await gateway.scrape(), /^a\{/m)
  const reply = await app.inject({ url: '/api/v1/checks', headers: bearer(keys.scrape) })
  const [check] = reply.json().checks
  assert.deepEqual(
    [check.state, check.downReason, check.lastExitStatus, check.lastDurationSeconds],
    ['down', 'failed', 3, 90],
  )
  await push({ 'postern-exit-status': '0' })
  assert.deepEqual(await statesOf(app, keys.scrape), { backup: 'up' })
})

test('a push is a run of the checks on its labels, in its namespace, and of no others', async (t) => {
  const gateway = await openGateway(t)
  const { app, keys, tenant, database } = gateway
  const { admin } = database
  await withTenant(admin, tenant.id, (own) =>
    insertNamespace(own, tenant.id, { name: 'blue', createdAt: new Date() }),
  )
  const made = Date.now() - 1_000
  const check = (name: string, labels: string[], namespace = 'default') =>
    makeCheck(database, tenant, made, { name, labels, namespace })
  await check('any', ['job', 'backup'])
  await check('eu', ['job', 'backup', 'zone', 'eu'])
  await check('us', ['job', 'backup', 'zone', 'us'])
  await check('eu-1', ['host', '1', 'job', 'backup', 'zone', 'eu'])
  await check('other', ['job', 'restore'])
  await check('blue', ['job', 'backup'], 'blue')
  await gateway.put('/job/backup/zone/eu/disk/a', 'a 1\n')
  assert.deepEqual(await statesOf(app, keys.scrape), {
    any: 'up',
    blue: 'new',
    eu: 'up',
    'eu-1': 'new',
    other: 'new',
    us: 'new',
  })
})

test('a refused push is no run, and neither is a batch of which one push is refused', async (t) => {
  const gateway = await openGateway(t)
  const { app, keys, tenant, database } = gateway
  await makeCheck(database, tenant, Date.now() - 1_000)
  await gateway.put('/job/backup', 'a 1 2\n')
  const batch = (body: string) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/pushes',
      headers: bearer(keys.push),
      payload: {
        pushes: [
          { labels: { job: 'backup' }, body: 'a 1\n', runId: 'r1', exitStatus: 1, duration: '2' },
          { labels: { job: 'other' }, body },
        ],
      },
    })
  assert.equal((await batch('a 1 2\n')).statusCode, 400)
  assert.deepEqual(await statesOf(app, keys.scrape), { backup: 'new' })
  assert.equal((await batch('a 1\n')).statusCode, 200)
  assert.deepEqual(await statesOf(app, keys.scrape), { backup: 'down' })
})

test('what a push says wrongly of its run is refused, naming the header', async (t) => {
  const { app, keys } = await openGateway(t)
  for (const [header, value] of [
    ['Postern-Run-Id', 'a b'],
    ['Postern-Run-Id', 'x'.repeat(129)],
    ['Postern-Run-Id', ''],
    ['Postern-Exit-Status', '256'],
    ['Postern-Exit-Status', '-1'],
    ['Postern-Exit-Status', 'ok'],
    ['Postern-Duration', '1 h'],
    ['Postern-Duration', '-3'],
  ] as const) {
    const reply = await app.inject({
      method: 'PUT',
      url: '/metrics/job/backup',
      headers: { ...bearer(keys.push), accept: 'application/json', [header]: value },
      payload: 'a 1\n',
    })
    assert.equal(reply.statusCode, 400, `${header}: ${value}`)
    assert.equal(reply.json().code, 'request-invalid')
    assert.match(reply.json().detail, new RegExp(header))
  }
})

test('calls say how a run goes, and a start without an end takes the check down', async (t) => {
  const clock = { nowMs: NIGHT }
  const { app, keys, tenant, database } = await openGateway(t, () => clock.nowMs)
  await makeCheck(database, tenant, clock.nowMs)
  const call = async (path: string, headers: Record<string, string> = {}) => {
    const reply = await app.inject({
      method: 'POST',
      url: `/checks/backup/${path}`,
      headers: { ...bearer(keys.push), accept: 'application/json', ...headers },
    })
    return [reply.statusCode, reply.json().state ?? reply.json().code]
  }
  assert.deepEqual(await call('success'), [200, 'up'])
  assert.deepEqual(await call('start', { 'postern-run-id': 'a' }), [200, 'up'])
  clock.nowMs += HOUR_MS
  assert.deepEqual(await statesOf(app, keys.scrape), { backup: 'down' })
  assert.deepEqual(await call('exit/0', { 'postern-run-id': 'a' }), [200, 'up'])
  assert.deepEqual(await call('exit/137'), [200, 'down'])
  assert.deepEqual(await call('success'), [200, 'up'])
  assert.deepEqual(await call('fail', { 'postern-exit-status': '2' }), [200, 'down'])
  assert.deepEqual(await call('exit/256'), [400, 'request-invalid'])
  assert.deepEqual(await call('exit/x'), [400, 'request-invalid'])
  assert.deepEqual(await call('success', { 'postern-exit-status': '2' }), [400, 'request-invalid'])
  assert.deepEqual(await call('fail', { 'postern-exit-status': '0' }), [400, 'request-invalid'])
  assert.deepEqual(await call('success?create=yes'), [400, 'request-invalid'])
})

test('a call with create=1 makes a check once, within the limit, and none beside that of the job', async (t) => {
  const { app, keys, tenant, database } = await openGateway(t)
  const call = async (path: string, key = keys.push) => {
    const headers = { ...bearer(key), accept: 'application/json' }
    const reply = await app.inject({ method: 'POST', url: `/checks/${path}`, headers })
    return [reply.statusCode, reply.json().state ?? reply.json().code]
  }
  assert.deepEqual(await call('etl/success'), [404, 'check-not-found'])
  assert.deepEqual(await call('etl/success?create=1'), [201, 'up'])
  assert.deepEqual(await call('etl/start?create=1'), [200, 'up'])
  await makeCheck(database, tenant, Date.now() - 1_000)
  await makeCheck(database, tenant, Date.now() - 1_000, {
    name: 'nightly',
    labels: ['job', 'dump'],
  })
  assert.deepEqual(await call('dump/success?create=1'), [409, 'check-exists'])
  await setLimits(database, tenant, { maxChecksPerTenant: 3 })
  const fresh = await createCredential(database.admin, tenant, { scopes: ['push'] })
  assert.deepEqual(await call('more/success?create=1', fresh.key), [422, 'limit-exceeded'])
  const { rows } = await countAudit(database, tenant)
  assert.deepEqual(rows, [{ actor_kind: 'credential', count: 1 }])
})

async function countAudit({ admin }: TestDatabase, tenant: Tenant) {
  return {
    rows: await withTenant(admin, tenant.id, (own) =>
      own
        .selectFrom('audit_events')
        .select(({ fn }) => ['actor_kind', fn.countAll<number>().as('count')])
        .where('tenant_id', '=', tenant.id)
        .where('action', '=', 'check.create')
        .groupBy('actor_kind')
        .execute(),
    ),
  }
}

test('a credential speaks only for checks in its namespaces and on its labels, and of its own tenant', async (t) => {
  const { app, keys, tenant, database } = await openGateway(t)
  const { admin } = database
  await makeCheck(database, tenant, Date.now() - 1_000)
  const globex = await createTenant(admin, 'globex')
  const call = async (key: string, url = '/checks/backup/fail') => {
    const headers = { ...bearer(key), accept: 'application/json' }
    const reply = await app.inject({ method: 'POST', url, headers })
    return [reply.statusCode, reply.json().code]
  }
  const limited = await createCredential(admin, tenant, {
    scopes: ['push'],
    labelRules: { job: ['etl-*'] },
  })
  assert.deepEqual(await call(limited.key), [403, 'label-forbidden'])
  assert.deepEqual(await call(limited.key, '/checks/other/fail?create=1'), [403, 'label-forbidden'])
  const reader = await createCredential(admin, tenant, { scopes: ['scrape', 'read'] })
  assert.deepEqual(await call(reader.key), [403, 'scope-insufficient'])
  const elsewhere = await createCredential(admin, tenant, {
    scopes: ['push'],
    namespaces: ['blue'],
  })
  assert.deepEqual(await call(elsewhere.key, '/ns/default/checks/backup/fail'), [
    403,
    'namespace-forbidden',
  ])
  const stranger = await createCredential(admin, globex, { scopes: ['push', 'read'] })
  assert.deepEqual(await call(stranger.key), [404, 'check-not-found'])
  assert.deepEqual(await statesOf(app, stranger.key), {})
  assert.deepEqual(await statesOf(app, keys.scrape), { backup: 'new' })
})

test('a list of checks comes in pages and by state', async (t) => {
  const { app, keys, tenant, database } = await openGateway(t)
  for (const name of ['c', 'a', 'b']) {
    await makeCheck(database, tenant, Date.now() - 1_000, { name, labels: ['job', name] })
  }
  await app.inject({ method: 'POST', url: '/checks/b/fail', headers: bearer(keys.push) })
  const read = async (query: string) => {
    const reply = await app.inject({ url: `/api/v1/checks?${query}`, headers: bearer(keys.scrape) })
    return reply.json()
  }
  const first = await read('limit=2')
  assert.deepEqual(
    first.checks.map(({ name }: Check) => name),
    ['a', 'b'],
  )
  const rest = await read(`limit=2&cursor=${first.nextCursor}`)
  assert.deepEqual(
    rest.checks.map(({ name }: Check) => name),
    ['c'],
  )
  assert.deepEqual([rest.nextCursor, rest.total], [undefined, 3])
  assert.deepEqual(
    (await read('state=down')).checks.map(({ name }: Check) => name),
    ['b'],
  )
  const odd = await app.inject({ url: '/api/v1/checks?cursor=%21', headers: bearer(keys.scrape) })
  assert.equal(odd.statusCode, 400)
})

test('what a replica recorded another one goes on with, pings of the same run among them', async (t) => {
  const clock = { nowMs: NIGHT }
  const gateway = await openGateway(t, () => clock.nowMs)
  const other = await gateway.addReplica()
  const { app, keys, tenant, database } = gateway
  await makeCheck(database, tenant, clock.nowMs, { failuresBeforeDown: 3 })
  const call = (replica: FastifyInstance, path: string, run: string) =>
    replica.inject({
      method: 'POST',
      url: `/checks/backup/${path}`,
      headers: { ...bearer(keys.push), 'postern-run-id': run },
    })
  await call(app, 'start', 'a')
  clock.nowMs += 60_000
  await call(other, 'exit/1', 'a')
  // Asked again, since no answer was heard.
  await call(app, 'exit/1', 'a')
  await call(app, 'exit/1', 'b')
  assert.deepEqual(await statesOf(other, keys.scrape), { backup: 'up' })
  await call(other, 'exit/1', 'c')
  assert.deepEqual(await statesOf(app, keys.scrape), { backup: 'down' })
  const reply = await app.inject({ url: '/api/v1/checks', headers: bearer(keys.scrape) })
  assert.equal(reply.json().checks[0].failuresInRow, 3)
})
