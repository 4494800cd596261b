import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newUuid } from '@postern/domain'
import { createCredential } from '@postern/testkit'
import { gauges, holdGroups, rememberPushes } from '../groups/testing/hold-groups.ts'
import { startAdmin, type TestAdmin } from '../test-admin.ts'

/** Whatever a line may tell of its one thing. */
interface Line {
  readonly kind: string
  readonly name?: string
  readonly lines?: number
  readonly id?: string
  readonly group?: string
  readonly limits?: object
  readonly metrics?: readonly { readonly value: string }[]
  readonly action?: string
  readonly after?: object
}

async function read(world: TestAdmin, query = ''): Promise<Line[]> {
  const answer = await world.app.inject({
    url: `/api/v1/tenants/acme/export${query}`,
    headers: { authorization: `Bearer ${world.operatorKey}` },
  })
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['content-type'], 'application/x-ndjson')
  const lines = answer.body.trimEnd().split('\n')
  return lines.flatMap((line) =>
    Object.entries<Omit<Line, 'kind'>>(JSON.parse(line)).map(([kind, what]) => ({ ...what, kind })),
  )
}

function countKinds(lines: readonly Line[]): Record<string, number> {
  const kinds = Map.groupBy(lines, ({ kind }) => kind)
  return Object.fromEntries([...kinds].map(([kind, all]) => [kind, all.length]))
}

async function fill(world: TestAdmin): Promise<string> {
  await world.call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  await world.call('PUT', '/api/v1/tenants/acme/limits', { limits: { maxGroupsPerTenant: 7 } })
  await world.call('POST', '/api/v1/tenants/acme/checks', { name: 'nightly' })
  await world.call('POST', '/api/v1/tenants/acme/trust-rules', {
    name: 'cluster',
    issuer: 'https://issuer.example.com',
    conditions: { sub: ['system:serviceaccount:batch:backup'] },
    scopes: ['push'],
    namespaces: ['default'],
  })
  const { key } = await createCredential(world.admin, world.acme, { scopes: ['push'] })
  await holdGroups(world.api, world.acme.id, [
    { labels: { job: 'a' }, families: [gauges('x', 1, 2), gauges('y', 3)] },
    { labels: { job: 'b' }, namespace: 'team' },
    { labels: { job: 'gone' }, expiresMs: world.clock.nowMs - 1 },
  ])
  return key
}

function rememberPush({ api, acme, clock }: TestAdmin): Promise<void> {
  const origin = { credentialId: newUuid(clock.nowMs), address: '192.0.2.7', userAgent: undefined }
  const push = { method: 'PUT', refusal: undefined, bytes: 9, series: 1, origin } as const
  const place = { namespace: 'default', groupingKey: ['job', 'a'] }
  return rememberPushes(api, acme.id, [{ ...push, ...place, atMicros: clock.nowMs * 1_000 }])
}

test('an export has all of a tenant, says where it ends, and holds no secret', async (t) => {
  const world = await startAdmin(t)
  const key = await fill(world)
  await holdGroups(world.api, world.globex.id, [{ labels: { job: 'theirs' } }])
  await rememberPush(world)
  await createCredential(world.admin, world.globex, { scopes: ['push'] })
  const lines = await read(world)
  assert.deepEqual(countKinds(lines), {
    tenant: 1,
    namespace: 2,
    trustRule: 1,
    check: 1,
    credential: 1,
    group: 2,
    metrics: 3,
    push: 1,
    auditEvent: 5,
    end: 1,
  })
  assert.deepEqual(lines.at(-1), { kind: 'end', lines: lines.length - 1 })
  assert.deepEqual(lines[0]?.limits, { maxGroupsPerTenant: 7 })
  const first = lines.find(({ kind }) => kind === 'group')
  const metrics = lines.filter(({ kind, group }) => kind === 'metrics' && group === first?.id)
  assert.ok(metrics.length > 0)
  const text = JSON.stringify(lines)
  for (const word of ['theirs', 'secret_hash', 'pepper', key, key.split('_')[4] ?? key]) {
    assert.equal(text.includes(word), false, word)
  }
})

test('metrics and audit can be left out', async (t) => {
  const world = await startAdmin(t)
  await fill(world)
  const kinds = countKinds(await read(world, '?metrics=false&audit=false'))
  assert.deepEqual(
    [kinds['group'], kinds['metrics'], kinds['auditEvent']],
    [2, undefined, undefined],
  )
})

test('that a tenant was exported is in its audit, with the reason', async (t) => {
  const world = await startAdmin(t)
  const lines = await read(world, '?reason=moving&metrics=false')
  const event = lines.find(({ kind }) => kind === 'auditEvent')
  assert.deepEqual(
    [event?.action, event?.after],
    ['tenant.export', { metrics: false, audit: true, reason: 'moving' }],
  )
})

test('what does not fit one page is exported whole', async (t) => {
  const world = await startAdmin(t)
  const values = Array.from({ length: 2_500 }, (_, index) => index)
  await holdGroups(world.api, world.acme.id, [
    ...Array.from({ length: 1_200 }, (_, index) => ({ labels: { job: `job-${index}` } })),
    { labels: { job: 'large' }, families: [gauges('x', ...values)] },
  ])
  const lines = await read(world, '?audit=false')
  const groups = lines.filter(({ kind }) => kind === 'group').map(({ id }) => id)
  assert.deepEqual([groups.length, new Set(groups).size], [1_201, 1_201])
  const large = lines.filter(({ kind, name }) => kind === 'metrics' && name === 'x')
  assert.deepEqual(
    large.flatMap(({ metrics = [] }) => metrics.map(({ value }) => Number(value))),
    values,
  )
  assert.ok(large.length > 1)
})
