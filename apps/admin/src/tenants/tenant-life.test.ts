import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { newUuid } from '@postern/domain'
import {
  findTenant,
  giveLease,
  lockTenant,
  recordUses,
  saveBatch,
  takeLease,
  verifyAudit,
  withTenant,
} from '@postern/store'
import { createCredential } from '@postern/testkit'
import { sql } from 'kysely'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { purgeTenants } from './purge-tenants.ts'

const URL = '/api/v1/tenants/acme'
const DAY_MS = 24 * 60 * 60 * 1_000

const remove = (admin: TestAdmin) => admin.call('DELETE', `${URL}?confirm=acme`)

const purge = (admin: TestAdmin) =>
  purgeTenants({ db: admin.admin, clock: () => admin.clock.nowMs }, newUuid(Date.now()))

/** Something in the tables of the tenant. */
async function fill(admin: TestAdmin, tenant = admin.acme): Promise<void> {
  const { credential } = await createCredential(admin.admin, tenant, { scopes: ['push'] })
  await withTenant(admin.api, tenant.id, async (own) => {
    await recordUses(own, tenant.id, new Map([[credential.id, { at: new Date() }]]))
    const group = {
      namespace: 'default',
      groupingKey: ['job', 'x'],
      content: new Uint8Array([1]),
      pushedAtMicros: 1,
      failedAtMicros: undefined,
      createdVersion: 1,
      expiry: undefined,
    }
    const batch = { groups: [group], pushes: [], version: 1, atMicros: 1 }
    await saveBatch(own, tenant.id, batch)
  })
}

/** Rows by table, of every table that has a tenant. */
async function rowsOf(admin: TestAdmin, tenant: TestAdmin['acme']): Promise<Map<string, number>> {
  return withTenant(admin.admin, tenant.id, async (own) => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'tenant_id' order by 1
    `.execute(own)
    const counts = new Map<string, number>()
    for (const { name } of rows) {
      const counted = await sql<{ count: number }>`
        select count(*) as count from ${sql.table(name)} where tenant_id = ${tenant.id}::uuid
      `.execute(own)
      counts.set(name, counted.rows[0]?.count ?? 0)
    }
    return counts
  })
}

test('a tenant is suspended and goes on', async (t) => {
  const admin = await startAdmin(t)
  const suspended = await admin.call('POST', `${URL}/suspend`)
  assert.deepEqual([suspended.status, suspended.body.tenant.state], [200, 'suspended'])
  const resumed = await admin.call('POST', `${URL}/resume`)
  assert.deepEqual([resumed.status, resumed.body.tenant.state], [200, 'active'])
})

test('a step that the state does not allow is 409, and nothing changes', async (t) => {
  const admin = await startAdmin(t)
  for (const step of ['resume', 'undelete']) {
    const { status, body } = await admin.call('POST', `${URL}/${step}`)
    assert.deepEqual([status, body.code], [409, 'tenant-state'], step)
  }
  await remove(admin)
  for (const step of ['suspend', 'resume']) {
    assert.equal((await admin.call('POST', `${URL}/${step}`)).status, 409, step)
  }
  assert.equal((await remove(admin)).status, 409)
  assert.equal((await admin.call('GET', URL)).body.tenant.state, 'deleting')
})

test('a tenant is deleted by who says its slug twice', async (t) => {
  const admin = await startAdmin(t)
  for (const query of ['', '?confirm=globex', '?confirm=']) {
    const { status, body } = await admin.call('DELETE', URL + query)
    assert.deepEqual([status, body.code], [400, 'request-invalid'], query)
  }
  const missing = await admin.call('DELETE', '/api/v1/tenants/nobody?confirm=nobody')
  assert.equal(missing.status, 404)
  const { status, body } = await remove(admin)
  assert.deepEqual([status, body.tenant.state], [200, 'deleting'])
  assert.equal(body.tenant.purgeAt, new Date(admin.clock.nowMs + 7 * DAY_MS).toISOString())
})

test('nothing is added to a tenant that is being deleted', async (t) => {
  const admin = await startAdmin(t)
  await remove(admin)
  const draft = { name: 'x', scopes: ['push'], namespaces: ['*'] }
  for (const [path, body] of [
    ['credentials', draft],
    ['namespaces', { name: 'team' }],
  ] as const) {
    const answer = await admin.call('POST', `${URL}/${path}`, body)
    assert.deepEqual([answer.status, answer.body.code], [409, 'tenant-state'], path)
  }
})

test('a deletion is taken back to what was before, until the purge', async (t) => {
  const admin = await startAdmin(t)
  await admin.call('POST', `${URL}/suspend`)
  await remove(admin)
  admin.clock.nowMs += 7 * DAY_MS - 1
  assert.equal(await purge(admin), 0)
  const { status, body } = await admin.call('POST', `${URL}/undelete`)
  assert.deepEqual([status, body.tenant.state, body.tenant.purgeAt], [200, 'suspended', null])
  admin.clock.nowMs += DAY_MS
  assert.equal(await purge(admin), 0)
})

test('after seven days no row of the tenant is left but its slug and its audit', async (t) => {
  const admin = await startAdmin(t)
  await fill(admin)
  const before = await rowsOf(admin, admin.acme)
  const ofGlobex = await rowsOf(admin, admin.globex)
  for (const table of ['groups', 'credentials', 'credential_uses', 'heads', 'namespaces']) {
    assert.ok((before.get(table) ?? 0) > 0, table)
  }
  await remove(admin)
  admin.clock.nowMs += 7 * DAY_MS
  assert.equal(await purge(admin), 1)
  const after = await rowsOf(admin, admin.acme)
  const kept = new Set(['tenant_slugs', 'audit_events', 'audit_heads'])
  for (const [table, rows] of after) assert.equal(rows > 0, kept.has(table), table)
  assert.deepEqual(await rowsOf(admin, admin.globex), ofGlobex)
  assert.equal((await findTenant(admin.admin, admin.acme.id))?.state, 'deleted')
  assert.deepEqual(await verifyAudit(admin.admin, admin.acme.id), { whole: true, events: 2 })
  assert.equal((await admin.call('POST', `${URL}/undelete`)).status, 409)
  const again = await admin.call('POST', '/api/v1/tenants', { slug: 'acme', name: 'Other' })
  assert.deepEqual([again.status, again.body.code], [409, 'tenant-exists'])
})

test('a purge that another process is at is left to it, until it gives its lease back', async (t) => {
  const admin = await startAdmin(t)
  await remove(admin)
  admin.clock.nowMs += 7 * DAY_MS
  const other = { name: 'purge-tenants', holder: newUuid(admin.clock.nowMs) }
  assert.equal(await takeLease(admin.admin, other, 60_000), true)
  assert.equal(await purge(admin), 0)
  await giveLease(admin.admin, other)
  assert.equal(await purge(admin), 1)
})

test('a tenant that is taken back while others are purged keeps all that it has', async (t) => {
  const admin = await startAdmin(t)
  await fill(admin)
  await fill(admin, admin.globex)
  await remove(admin)
  await admin.call('DELETE', '/api/v1/tenants/globex?confirm=globex')
  admin.clock.nowMs += 7 * DAY_MS
  const before = await rowsOf(admin, admin.globex)
  const [locked, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holding = withTenant(admin.admin, admin.acme.id, async (own) => {
    await lockTenant(own, admin.acme.id)
    locked.resolve()
    await done.promise
  })
  await locked.promise
  const purging = purge(admin)
  // It has to list both tenants first, and then waits for the lock of the first.
  await setTimeout(500)
  const { status } = await admin.call('POST', '/api/v1/tenants/globex/undelete')
  assert.equal(status, 200)
  done.resolve()
  await Promise.all([holding, purging])
  const after = await rowsOf(admin, admin.globex)
  for (const table of ['groups', 'credentials', 'heads']) {
    assert.ok((before.get(table) ?? 0) > 0, table)
    assert.equal(after.get(table), before.get(table), table)
  }
  assert.equal((await rowsOf(admin, admin.acme)).get('groups'), 0)
})

test('who deletes a tenant once more has seven days once more', async (t) => {
  const admin = await startAdmin(t)
  await fill(admin)
  await remove(admin)
  admin.clock.nowMs += 6 * DAY_MS
  await admin.call('POST', `${URL}/undelete`)
  await remove(admin)
  admin.clock.nowMs += 6 * DAY_MS
  assert.equal(await purge(admin), 0)
  assert.ok(((await rowsOf(admin, admin.acme)).get('groups') ?? 0) > 0)
})
