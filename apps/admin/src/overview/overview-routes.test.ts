import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newUuid, type TenantId } from '@postern/domain'
import { connect, recordTotals, recordUsageSum, revokeCredential, withTenant } from '@postern/store'
import { createCredential, createTenant } from '@postern/testkit'
import { sql } from 'kysely'
import { startAdmin, type TestAdmin } from '../test-admin.ts'

const URL = '/api/v1/overview'
const DAY_MS = 86_400_000

function hold(world: TestAdmin, id: TenantId, series: number, downMs?: number): Promise<void> {
  return withTenant(world.api, id, (own) =>
    recordTotals(
      own,
      id,
      {
        pushes: 36,
        refusals: 0,
        held: { groups: 1, series },
        nextCheckDown: downMs === undefined ? undefined : new Date(downMs),
      },
      new Date(world.clock.nowMs),
    ),
  )
}

test('an overview of nothing is zeros and empty lists', async (t) => {
  const world = await startAdmin(t)
  const { status, body } = await world.call('GET', URL)
  assert.equal(status, 200)
  assert.deepEqual(body, {
    tenants: { active: 2, suspended: 0, deleting: 0 },
    groups: 0,
    series: 0,
    pushesPerSecond: 0,
    refusalsPerSecond: 0,
    line: [],
    largest: ['acme', 'globex'].map((slug) => ({
      slug,
      name: slug === 'acme' ? 'Acme' : 'Globex',
      state: 'active',
      groups: 0,
      series: 0,
      pushesPerSecond: 0,
      refusalsPerSecond: 0,
      lastPushAt: null,
    })),
    expiringKeys: { keys: [], isComplete: true },
    checksDown: { checks: [], isComplete: true },
  })
})

test('what tenants hold and do is added up over tenants and replicas', async (t) => {
  const world = await startAdmin(t)
  world.clock.nowMs = Date.UTC(2030, 0, 1, 12, 31)
  await hold(world, world.acme.id, 5)
  await hold(world, world.globex.id, 7)
  for (const pushes of [60, 120]) {
    const at = new Date(world.clock.nowMs)
    const report = { at, pushes, samples: 600, refusals: 36 }
    await recordUsageSum(world.api, newUuid(world.clock.nowMs), report)
  }
  await world.call('POST', '/api/v1/tenants/acme/suspend')
  const { body } = await world.call('GET', URL)
  assert.deepEqual(body.tenants, { active: 1, suspended: 1, deleting: 0 })
  assert.deepEqual([body.groups, body.series], [2, 12])
  // Since 12:25, which is 360 seconds.
  assert.deepEqual([body.pushesPerSecond, body.refusalsPerSecond], [0.5, 0.2])
  assert.deepEqual(body.line, [
    {
      at: '2030-01-01T12:30:00.000Z',
      pushesPerSecond: 0.6,
      refusalsPerSecond: 0.24,
      samplesPerSecond: 4,
    },
  ])
  assert.deepEqual(
    body.largest.map(({ slug, pushesPerSecond }) => [slug, pushesPerSecond]),
    [
      ['globex', 0.01],
      ['acme', 0.01],
    ],
  )
})

test('keys that end within 30 days are shown, those of nobody else and none that is over or replaced', async (t) => {
  const world = await startAdmin(t)
  const at = world.clock.nowMs
  const issue = (days: number, tenant = world.acme) =>
    createCredential(world.admin, tenant, {
      scopes: ['push'],
      expiresAt: new Date(at + days * DAY_MS),
    })
  const soon = await issue(3)
  const revoked = await issue(1)
  await issue(31)
  const theirs = await issue(2, world.globex)
  await withTenant(world.admin, world.acme.id, (own) =>
    revokeCredential(own, world.acme.id, revoked.credential.id, new Date()),
  )
  const { body } = await world.call('GET', URL)
  assert.deepEqual(
    body.expiringKeys.keys.map(({ tenant, id }) => [tenant, id]),
    [
      ['globex', theirs.credential.id],
      ['acme', soon.credential.id],
    ],
  )
  assert.equal(body.expiringKeys.isComplete, true)
  world.clock.nowMs += 3 * DAY_MS
  const later = await world.call('GET', URL)
  assert.deepEqual(
    later.body.expiringKeys.keys.map(({ expiresAt }) => expiresAt),
    [new Date(at + 31 * DAY_MS).toISOString()],
    'the next one is found when the first is over',
  )
})

test('a check that is down is shown, and a report of one that is not any more is corrected', async (t) => {
  const world = await startAdmin(t)
  const made = await world.call('POST', '/api/v1/tenants/acme/checks', {
    name: 'nightly',
    schedule: { period: '1h' },
    grace: '1h',
  })
  assert.equal(made.status, 201)
  await hold(world, world.acme.id, 1, world.clock.nowMs)
  await hold(world, world.globex.id, 1, world.clock.nowMs)
  assert.deepEqual((await world.call('GET', URL)).body.checksDown.checks, [])
  const due = await world.admin
    .selectFrom('tenant_totals')
    .select(['tenant_id', 'next_check_down'])
    .execute()
  const dueOf = (id: TenantId) => due.find((row) => row.tenant_id === id)?.next_check_down
  assert.equal(dueOf(world.globex.id), null, 'it has no check')
  assert.ok((dueOf(world.acme.id)?.getTime() ?? 0) > world.clock.nowMs, 'it may still come')
  world.clock.nowMs += 3 * 3_600_000
  const { body } = await world.call('GET', URL)
  assert.deepEqual(
    body.checksDown.checks.map(({ tenant, name }) => [tenant, name]),
    [['acme', 'nightly']],
  )
})

test('who has the overview already need not get it again, and many share one look', async (t) => {
  const world = await startAdmin(t)
  const first = await world.call('GET', URL)
  const headers = {
    authorization: `Bearer ${world.operatorKey}`,
    'if-none-match': String(first.headers['etag']),
  }
  assert.equal((await world.app.inject({ url: URL, headers })).statusCode, 304)
  await hold(world, world.acme.id, 5)
  assert.equal((await world.call('GET', URL)).body.series, 0)
  world.clock.nowMs += 5_000
  assert.equal((await world.call('GET', URL)).body.series, 5)
})

test('pages of totals show every tenant once, in the order that is asked for', async (t) => {
  const world = await startAdmin(t)
  for (const [slug, series] of [
    ['bees', 7],
    ['cats', 7],
  ] as const) {
    const { id } = await createTenant(world.admin, slug)
    await hold(world, id, series)
  }
  const slugs = async (sort: string) => {
    const seen: string[] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const query: string = cursor && `&cursor=${cursor}`
      const { status, body } = await world.call(
        'GET',
        `/api/v1/tenant-totals?limit=1&sort=${sort}${query}`,
      )
      assert.equal(status, 200)
      seen.push(...body.tenants.map((tenant) => tenant.slug))
      cursor = body.nextCursor
    }
    return seen
  }
  assert.deepEqual(await slugs('-series'), ['bees', 'cats', 'acme', 'globex'])
  assert.deepEqual(await slugs('-pushes'), ['bees', 'cats', 'acme', 'globex'])
  assert.deepEqual(await slugs('slug'), ['acme', 'bees', 'cats', 'globex'])
  const { body } = await world.call('GET', '/api/v1/tenant-totals?search=BEE&sort=slug')
  assert.deepEqual(
    body.tenants.map(({ slug }) => slug),
    ['bees'],
  )
  const wrong = await world.call('GET', '/api/v1/tenant-totals?cursor=x')
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'request-invalid'])
})

test('ten thousand tenants are summed', async (t) => {
  const world = await startAdmin(t)
  const superuser = connect({
    url: world.urls.superuser,
    applicationName: 'test',
    maxConnections: 1,
    onIdleError: () => undefined,
  })
  const ids = Array.from({ length: 10_000 }, () => newUuid(Date.now()))
  const at = new Date(world.clock.nowMs)
  await sql`
    insert into tenants (id, slug, name, state, namespace_label, utf8_names, keys_may_never_expire, created_at)
      select id, 'tenant-' || id, 'x', 'active', 'namespace', false, true, ${at}::timestamptz
        from unnest(${ids}::uuid[]) as one (id)
  `.execute(superuser)
  await sql`
    insert into tenant_totals (tenant_id, groups, series, hour, pushes, pushes_before, refusals, refusals_before)
      select id, 1, 2, ${at}::timestamptz, 3, 0, 0, 0 from unnest(${ids}::uuid[]) as one (id)
  `.execute(superuser)
  await superuser.destroy()
  const { body } = await world.call('GET', URL)
  assert.equal(body.series, 20_000)
})
