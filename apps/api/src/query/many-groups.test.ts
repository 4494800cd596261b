/** What is done to many groups at once, and what the audit says of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAuditEvents, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'

async function open(t: Parameters<typeof openGateway>[0]) {
  const gateway = await openGateway(t)
  const { app, database, tenant } = gateway
  const { key, credential } = await createCredential(database.admin, tenant, {
    scopes: ['push', 'delete', 'wipe', 'manage', 'read'],
  })
  return {
    ...gateway,
    credential,
    send: (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
      app.inject({
        method,
        url,
        headers: { ...bearer(key), accept: 'application/json' },
        ...(payload && { payload }),
      }),
    audit: async () => {
      const page = { order: 'oldest', limit: 100, after: undefined } as const
      const events = await withTenant(database.admin, tenant.id, (own) =>
        listAuditEvents(own, tenant.id, {}, page),
      )
      return events.map(({ state_before, state_after, ...event }) => ({
        ...event,
        before: JSON.parse(state_before ?? '{}'),
        after: JSON.parse(state_after ?? '{}'),
      }))
    },
  }
}

type World = Awaited<ReturnType<typeof open>>

async function pushMany({ send }: World, count: number): Promise<void> {
  for (let start = 0; start < count; start += 100) {
    const pushes = Array.from({ length: Math.min(100, count - start) }, (_, index) => ({
      labels: { job: 'many', n: String(start + index) },
      body: 'm 1\n',
    }))
    assert.equal((await send('POST', '/api/v1/pushes', { pushes })).statusCode, 200)
  }
}

const ALL = `match[]=${encodeURIComponent('{job=~".+"}')}`

test('whoever deletes, wipes or keeps many groups with a key is in the tenant’s audit, and a dry run is not', async (t) => {
  const { send, put, audit, credential } = await open(t)
  const match = encodeURIComponent('{job="a"}')
  await put('/job/a', 'm 1\n')
  await put('/job/b', 'm 1\n')
  for (const [method, url] of [
    ['DELETE', `/api/v1/groups?match[]=${match}&dry_run=true`],
    ['POST', `/api/v1/groups/retention?match[]=${match}&retention=40d`],
    ['DELETE', `/api/v1/groups?match[]=${match}`],
    ['DELETE', `/api/v1/groups?match[]=${match}`],
    ['PUT', '/api/v1/admin/wipe'],
    ['PUT', '/api/v1/admin/wipe'],
  ] as const) {
    const reply = await send(method, url)
    assert.ok(reply.statusCode < 300, reply.body)
  }
  const events = await audit()
  assert.deepEqual(
    events.map(({ action, actor_id, outcome }) => [action, actor_id, outcome]),
    [
      ['groups.retain', credential.id, 'done'],
      ['groups.delete', credential.id, 'done'],
      ['tenant.wipe', credential.id, 'done'],
    ],
  )
  assert.deepEqual(new Set(events.map(({ actor_name }) => actor_name)), new Set([credential.name]))
  assert.deepEqual(events[1]?.before, { match: ['{job="a"}'], groups: 1, series: 1 })
})

test('what goes in several parts is in the audit part by part, and together it is what was answered', async (t) => {
  const world = await open(t)
  await pushMany(world, 1_100)
  const kept = await world.send('POST', `/api/v1/groups/retention?${ALL}&retention=40d`)
  assert.deepEqual(kept.json(), { groups: 1_100, dryRun: false })
  const deleted = await world.send('DELETE', `/api/v1/groups?${ALL}`)
  assert.deepEqual(deleted.json(), { groups: 1_100, series: 1_100, dryRun: false })
  assert.equal((await world.send('GET', '/api/v1/groups')).json().total, 0)
  const events = await world.audit()
  assert.deepEqual(
    events.map(({ action, before, after }) => [action, before.groups ?? after.groups]),
    [
      ['groups.retain', 500],
      ['groups.retain', 500],
      ['groups.retain', 100],
      ['groups.delete', 500],
      ['groups.delete', 500],
      ['groups.delete', 100],
    ],
  )
})

test('what could not be carried out is not in the audit, and what cannot be told to the audit is not carried out', async (t) => {
  const world = await open(t)
  const { send, put, database } = world
  await put('/job/a', 'm 1\n')
  await put('/job/b', 'm 1\n')
  const calls = [
    ['DELETE', `/api/v1/groups?${ALL}`],
    ['PUT', '/api/v1/admin/wipe'],
    ['POST', `/api/v1/groups/retention?${ALL}&retention=40d`],
  ] as const
  const listed = async () => (await send('GET', '/api/v1/groups')).json()
  const before = await listed()
  const { schema } = database.owner
  for (const table of ['audit_events', 'groups']) {
    await schema.alterTable(table).renameTo('elsewhere').execute()
    for (const [method, url] of calls) assert.equal((await send(method, url)).statusCode, 500, url)
    await schema.alterTable('elsewhere').renameTo(table).execute()
  }
  assert.deepEqual(await listed(), before)
  assert.deepEqual(await world.audit(), [])
  for (const [method, url] of calls) assert.ok((await send(method, url)).statusCode < 300, url)
  assert.deepEqual(
    (await world.audit()).map(({ action }) => action),
    ['groups.delete'],
  )
})

test('a group that was pushed by another writer since it was chosen stays, and is not counted', async (t) => {
  const { send, put, app, database, tenant, audit } = await open(t)
  await withTenant(database.admin, tenant.id, (own) =>
    own
      .updateTable('namespaces')
      .set({ ownership: 'owned' })
      .where('tenant_id', '=', tenant.id)
      .execute(),
  )
  await put('/job/theirs', 'm 1\n')
  const { key } = await createCredential(database.admin, tenant, { scopes: ['push', 'delete'] })
  const own = { method: 'PUT', url: '/metrics/job/ours', payload: 'm 1\n' } as const
  assert.equal((await app.inject({ ...own, headers: bearer(key) })).statusCode, 200)
  const url = `/api/v1/groups?${ALL}`
  const reply = await app.inject({ method: 'DELETE', url, headers: bearer(key) })
  assert.deepEqual(reply.json(), { groups: 1, series: 1, dryRun: false })
  assert.equal((await send('GET', '/api/v1/groups')).json().total, 1)
  assert.deepEqual(
    (await audit()).map(({ before }) => before.groups),
    [1],
  )
})
