import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkId, emptyCheckRecord, type Ping, recordPing } from '@postern/domain'
import { listChecks, lockHead, saveCheckStates, withTenant } from '@postern/store'
import { startAdmin, type TestAdmin } from '../test-admin.ts'

const URL = '/api/v1/tenants/acme/checks'
const HOUR_MS = 3_600_000

/** As the data plane records what a job tells. */
async function ping(
  { api, acme, clock }: TestAdmin,
  id: string,
  kinds: readonly Ping['kind'][],
): Promise<void> {
  await withTenant(api, acme.id, async (own) => {
    const head = await lockHead(own, acme.id)
    assert.ok(head)
    const rules = { armedMs: 0, minimumRuns: 1, isOverdue: () => false }
    let record = emptyCheckRecord
    const pings = kinds.map((kind, index) => {
      const one = {
        kind,
        atMs: clock.nowMs,
        runId: `run-${index}`,
        exitStatus: kind === 'failure' ? 3 : undefined,
        durationSeconds: kind === 'start' ? undefined : 1.5,
      }
      record = recordPing(record, one, rules)
      return { ...one, checkId: checkId(id), sequence: record.pings }
    })
    await saveCheckStates(own, acme.id, [{ id: checkId(id), record }], pings, head.version + 1)
  })
}

test('a check of which nothing is said but its name has what all have at first', async (t) => {
  const { call, clock } = await startAdmin(t)
  const { status, headers, body } = await call('POST', URL, { name: 'backup' })
  assert.equal(status, 201, JSON.stringify(body))
  const { check } = body
  assert.equal(headers['location'], `${URL}/${check.id}`)
  const { id: _, createdAt: __, updatedAt: ___, armedAt, nextExpectedAt, downAt, ...rest } = check
  assert.deepEqual(rest, {
    namespace: 'default',
    name: 'backup',
    job: 'backup',
    labels: {},
    schedule: { period: '1d' },
    scheduleInWords: 'Every 1d',
    timeZone: 'UTC',
    grace: '1h',
    failuresBeforeDown: 1,
    minimumRuns: 1,
    skipWindows: [],
    pausedAt: null,
    state: 'new',
    downReason: null,
    isStarted: false,
    lastSuccessAt: null,
    lastFailureAt: null,
    lastDurationSeconds: null,
    lastExitStatus: null,
    failuresInRow: 0,
    pings: [],
  })
  const armedMs = Date.parse(armedAt)
  assert.ok(Math.abs(armedMs - clock.nowMs) < 60_000)
  assert.equal(Date.parse(nextExpectedAt ?? ''), armedMs + 24 * HOUR_MS)
  assert.equal(Date.parse(downAt ?? ''), armedMs + 25 * HOUR_MS)
})

test('a check says its schedule in words', async (t) => {
  const { call } = await startAdmin(t)
  const words = async (name: string, body: object) =>
    (await call('POST', URL, { name, ...body })).body.check.scheduleInWords
  assert.equal(
    await words('a', { schedule: { cron: '30 2 * * 1-5' }, timeZone: 'Europe/Berlin' }),
    'At 02:30, Monday through Friday, Europe/Berlin',
  )
  assert.equal(
    await words('b', { schedule: { onCalendar: 'Mon..Fri 02:30' } }),
    'On calendar Mon..Fri 02:30, UTC',
  )
  assert.equal(
    await words('c', { schedule: { onCalendar: 'daily Asia/Tokyo' } }),
    'On calendar daily Asia/Tokyo',
  )
  const skipWindows = [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }]
  assert.equal(
    await words('d', { schedule: { period: '6h' }, minimumRuns: 2, skipWindows }),
    '2 times every 6h, except Sat, Sun',
  )
})

const vain: readonly [pointer: string, body: object][] = [
  ['/schedule', { schedule: { cron: '* * * *' } }],
  ['/schedule', { schedule: { cron: '0 0 31 2 *' } }],
  ['/schedule', { schedule: { onCalendar: '2001-01-01' } }],
  ['/schedule', { schedule: { onCalendar: 'sometimes' } }],
  ['/schedule', { schedule: { period: '59s' } }],
  ['/grace', { grace: '2y' }],
  ['/timeZone', { timeZone: 'Berlin' }],
  ['/minimumRuns', { schedule: { cron: '0 0 * * *' }, minimumRuns: 2 }],
  ['/labels/namespace', { labels: { namespace: 'blue' } }],
  ['/labels/check', { labels: { check: 'x' } }],
  ['/labels/job', { labels: { job: 'x' } }],
  ['/labels', { labels: { 'a-b': 'x' } }],
  ['/labels', { labels: { __name__: 'x' } }],
  [
    '/skipWindows',
    {
      skipWindows: [
        { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' },
      ],
    },
  ],
  [
    '/schedule',
    {
      schedule: { cron: '0 3 * * 6' },
      skipWindows: [{ days: ['sat'], from: '00:00', to: '24:00' }],
    },
  ],
]

for (const [pointer, settings] of vain) {
  test(`what cannot be waited for is refused: ${JSON.stringify(settings)}`, async (t) => {
    const { call } = await startAdmin(t)
    const { status, body } = await call('POST', URL, { name: 'backup', ...settings })
    assert.deepEqual([status, body.code], [400, 'request-invalid'])
    assert.equal(body.errors[0]?.pointer, pointer)
  })
}

test('what no schema takes is refused', async (t) => {
  const { call } = await startAdmin(t)
  for (const body of [
    {},
    { name: '' },
    { name: 'a b' },
    { name: '.a' },
    { name: 'a', schedule: {} },
    { name: 'a', schedule: { period: '1d', cron: '* * * * *' } },
    { name: 'a', failuresBeforeDown: 0 },
    { name: 'a', failuresBeforeDown: 11 },
    { name: 'a', minimumRuns: 51 },
    { name: 'a', skipWindows: [{ days: [], from: '00:00', to: '01:00' }] },
    { name: 'a', skipWindows: [{ days: ['sat'], from: '24:00', to: '01:00' }] },
    { name: 'a', period: '1d' },
  ]) {
    const { status } = await call('POST', URL, body)
    assert.equal(status, 400, JSON.stringify(body))
  }
  const elsewhere = await call('POST', URL, { name: 'a', namespace: 'nowhere' })
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [404, 'namespace-not-found'])
})

test('a name is taken once in a namespace, and a job has one check for the same labels', async (t) => {
  const { call } = await startAdmin(t)
  await call('POST', '/api/v1/tenants/acme/namespaces', { name: 'blue' })
  const make = async (body: object, url = URL) => {
    const answer = await call('POST', url, body)
    return [answer.status, answer.body.code]
  }
  assert.deepEqual(await make({ name: 'backup' }), [201, undefined])
  assert.deepEqual(await make({ name: 'backup', job: 'other' }), [409, 'check-exists'])
  assert.deepEqual(await make({ name: 'second', job: 'backup' }), [409, 'check-exists'])
  assert.deepEqual(await make({ name: 'second', job: 'backup', labels: { zone: 'eu' } }), [
    201,
    undefined,
  ])
  assert.deepEqual(await make({ name: 'backup', namespace: 'blue' }), [201, undefined])
  assert.deepEqual(await make({ name: 'backup' }, '/api/v1/tenants/globex/checks'), [
    201,
    undefined,
  ])
  await call('PUT', '/api/v1/tenants/acme/limits', { limits: { maxChecksPerTenant: 3 } })
  assert.deepEqual(await make({ name: 'fourth' }), [422, 'limit-exceeded'])
})

test('a check shows its state and its last pings as time goes on', async (t) => {
  const world = await startAdmin(t)
  const { call, clock } = world
  const { id } = (await call('POST', URL, { name: 'backup' })).body.check
  clock.nowMs += 60_000
  await ping(world, id, ['start', 'failure', 'start', 'success'])
  const read = async () => (await call('GET', `${URL}/${id}`)).body.check
  const check = await read()
  assert.equal(check.state, 'up')
  assert.deepEqual(
    check.pings.map(({ kind, runId, exitStatus, durationSeconds }) => [
      kind,
      runId,
      exitStatus,
      durationSeconds,
    ]),
    [
      ['success', 'run-3', null, 1.5],
      ['start', 'run-2', null, null],
      ['failure', 'run-1', 3, 1.5],
      ['start', 'run-0', null, null],
    ],
  )
  clock.nowMs += 24 * HOUR_MS + 60_000
  assert.equal((await read()).state, 'down')
})

test('of a check the last fifty pings are kept', async (t) => {
  const world = await startAdmin(t)
  const { call } = world
  const { id } = (await call('POST', URL, { name: 'backup' })).body.check
  await ping(
    world,
    id,
    Array.from({ length: 120 }, () => 'success'),
  )
  const { pings } = (await call('GET', `${URL}/${id}`)).body.check
  assert.deepEqual([pings.length, pings[0]?.runId, pings.at(-1)?.runId], [50, 'run-119', 'run-70'])
  const [listed] = (await call('GET', URL)).body.checks
  assert.equal(listed?.pings.length, 20)
})

test('a list comes in pages, by state and namespace, and counts all states', async (t) => {
  const world = await startAdmin(t)
  const { call } = world
  await call('POST', '/api/v1/tenants/acme/namespaces', { name: 'blue' })
  const ids: string[] = []
  for (const name of ['a', 'b', 'c']) {
    world.clock.nowMs += 1
    ids.push((await call('POST', URL, { name })).body.check.id)
  }
  world.clock.nowMs += 1
  await call('POST', URL, { name: 'd', namespace: 'blue' })
  world.clock.nowMs += 60_000
  await ping(world, ids[1] ?? '', ['failure'])
  await call('POST', `${URL}/${ids[2]}/pause`)
  const names = async (query: string) => {
    const { body } = await call('GET', `${URL}?${query}`)
    return {
      names: body.checks.map(({ name }) => name),
      states: body.states,
      next: body.nextCursor,
    }
  }
  const states = { new: 2, up: 0, late: 0, down: 1, paused: 1 }
  const first = await names('limit=2')
  assert.deepEqual([first.names, first.states], [['a', 'b'], states])
  assert.deepEqual((await names(`limit=2&cursor=${first.next}`)).names, ['c', 'd'])
  assert.deepEqual(await names('state=down'), { names: ['b'], states, next: undefined })
  assert.deepEqual((await names('namespace=blue')).names, ['d'])
  const nobody = await call('GET', '/api/v1/tenants/globex/checks')
  assert.deepEqual(nobody.body.checks, [])
})

test('a change keeps what is not said, and another schedule counts from then on', async (t) => {
  const world = await startAdmin(t)
  const { call, clock } = world
  const made = (await call('POST', URL, { name: 'backup', labels: { zone: 'eu' } })).body.check
  const url = `${URL}/${made.id}`
  clock.nowMs += HOUR_MS
  await ping(world, made.id, ['success'])
  const kept = (await call('PATCH', url, { grace: '2h', failuresBeforeDown: 2 })).body.check
  assert.deepEqual(
    [kept.grace, kept.labels, kept.schedule, kept.armedAt, kept.state],
    ['2h', { zone: 'eu' }, { period: '1d' }, made.armedAt, 'up'],
  )
  const anew = (await call('PATCH', url, { schedule: { period: '2d' }, job: 'dump' })).body.check
  assert.deepEqual([anew.state, anew.job, anew.labels], ['new', 'dump', { zone: 'eu' }])
  assert.ok(Date.parse(anew.armedAt) > Date.parse(made.armedAt))
  assert.equal((await call('PATCH', url, {})).status, 400)
  assert.equal((await call('PATCH', url, { name: 'other' })).status, 400)
  assert.equal((await call('PATCH', url, { grace: '1s' })).status, 400)
})

test('of two who change the same check one is told, and a run in between is no change', async (t) => {
  const world = await startAdmin(t)
  const { app, call, operatorKey } = world
  const { id } = (await call('POST', URL, { name: 'backup' })).body.check
  const tag = String((await call('GET', `${URL}/${id}`)).headers['etag'])
  await ping(world, id, ['failure'])
  const patch = () =>
    app.inject({
      method: 'PATCH',
      url: `${URL}/${id}`,
      headers: { authorization: `Bearer ${operatorKey}`, 'if-match': tag },
      payload: { grace: '2h' },
    })
  assert.equal((await patch()).statusCode, 200)
  assert.equal((await patch()).statusCode, 412)
})

test('a paused check waits for nothing, and a resumed one starts anew', async (t) => {
  const world = await startAdmin(t)
  const { call, clock } = world
  const { id } = (await call('POST', URL, { name: 'backup' })).body.check
  clock.nowMs += 60_000
  await ping(world, id, ['failure'])
  const paused = (await call('POST', `${URL}/${id}/pause`)).body.check
  assert.deepEqual([paused.state, paused.nextExpectedAt, paused.downAt], ['paused', null, null])
  assert.equal((await call('POST', `${URL}/${id}/pause`)).body.check.pausedAt, paused.pausedAt)
  clock.nowMs += 48 * HOUR_MS
  const resumed = (await call('POST', `${URL}/${id}/resume`)).body.check
  assert.deepEqual([resumed.state, resumed.pausedAt], ['new', null])
  assert.equal(Date.parse(resumed.nextExpectedAt ?? ''), Date.parse(resumed.armedAt) + 24 * HOUR_MS)
  const again = (await call('POST', `${URL}/${id}/resume`)).body.check
  assert.equal(again.armedAt, resumed.armedAt)
})

test('a deleted check is gone with all that was remembered of it', async (t) => {
  const world = await startAdmin(t)
  const { call, acme, admin } = world
  const { id } = (await call('POST', URL, { name: 'backup' })).body.check
  await ping(world, id, ['success'])
  assert.equal((await call('DELETE', `${URL}/${id}`)).status, 204)
  assert.equal((await call('GET', `${URL}/${id}`)).body.code, 'check-not-found')
  for (const table of ['checks', 'check_states', 'check_pings'] as const) {
    const rows = await withTenant(admin, acme.id, (own) =>
      own.selectFrom(table).select('tenant_id').where('tenant_id', '=', acme.id).execute(),
    )
    assert.deepEqual(rows, [], table)
  }
})

test('a check of another tenant is as missing as one that never was', async (t) => {
  const world = await startAdmin(t)
  const { call, acme, admin } = world
  const { id } = (await call('POST', URL, { name: 'backup' })).body.check
  for (const url of [
    `/api/v1/tenants/globex/checks/${id}`,
    `${URL}/${crypto.randomUUID()}`,
    `${URL}/backup`,
  ]) {
    for (const answer of [
      await call('GET', url),
      await call('PATCH', url, { grace: '2h' }),
      await call('DELETE', url),
      await call('POST', `${url}/pause`),
      await call('POST', `${url}/resume`),
    ]) {
      assert.deepEqual([answer.status, answer.body.code], [404, 'check-not-found'])
    }
  }
  const checks = await withTenant(admin, acme.id, (own) => listChecks(own, acme.id))
  assert.deepEqual(
    checks.map(({ grace, pausedAt }) => [grace, pausedAt]),
    [['1h', undefined]],
  )
})

test('a tenant chooses the series about itself', async (t) => {
  const { app, operatorKey } = await startAdmin(t)
  const send = async (method: 'GET' | 'PUT', payload?: object) => {
    const headers = { authorization: `Bearer ${operatorKey}` }
    const url = '/api/v1/tenants/acme/series'
    const reply = await app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: reply.statusCode, series: reply.json().series }
  }
  assert.deepEqual((await send('GET')).series, { totals: false, keyExpiry: true })
  const series = { totals: true, keyExpiry: false }
  assert.deepEqual((await send('PUT', { series })).series, series)
  assert.deepEqual((await send('GET')).series, series)
  assert.equal((await send('PUT', { series: { totals: true } })).status, 400)
})
