/** What the roles that the apps connect as may do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '@postern/store'
import { openTestDatabase } from '@postern/testkit'
import { sql } from 'kysely'
import { assertRefused } from '../support/sql-state.ts'

/** All that the data plane may write. What it may not even read is in neither list. */
const dataPlaneWrites = {
  audit_events: 'insert',
  audit_heads: 'insert, update',
  check_pings: 'insert, update',
  check_states: 'insert, update',
  checks: 'insert',
  credential_uses: 'insert, update',
  groups: 'delete, insert, update',
  heads: 'update',
  leases: 'insert, update',
  pushes: 'delete, insert',
  rate_shares: 'delete, insert, update',
  tenant_totals: 'insert, update',
  trust_rule_uses: 'insert, update',
  usage_hours: 'delete, insert, update',
  usage_refusals: 'delete, insert, update',
  usage_sums: 'delete, insert, update',
  used_tokens: 'delete, insert',
}

const dataPlaneReads = [
  'credentials',
  'job_retention',
  'kysely_migration',
  'namespace_limits',
  'namespace_retention',
  'namespaces',
  'signing_keys',
  'tenant_limits',
  'tenant_retention',
  'tenant_series',
  'tenant_slugs',
  'tenants',
  'trust_rules',
]

test('the data plane writes what it must and nothing else', async (t) => {
  const { api } = await openTestDatabase(t)
  const rights = await rightsOf(api)

  const writes = [...rights].flatMap(([table, held]) => {
    const list = held.filter((right) => right !== 'select')
    return list.length > 0 ? [[table, list.join(', ')]] : []
  })
  assert.deepEqual(Object.fromEntries(writes), dataPlaneWrites)
})

test('the data plane reads nothing that is for operators only', async (t) => {
  const { api } = await openTestDatabase(t)
  const rights = await rightsOf(api)

  assert.deepEqual(
    [...rights.keys()].filter((table) => !(table in dataPlaneWrites)),
    dataPlaneReads,
  )
})

test('the admin app cannot change what is only ever added to, and takes away only what is old', async (t) => {
  const { admin } = await openTestDatabase(t)
  const rights = await rightsOf(admin)

  assert.deepEqual(rights.get('audit_events'), ['delete', 'insert', 'select'])
  assert.deepEqual(rights.get('tenant_slugs'), ['insert', 'select'])
})

for (const role of ['api', 'admin'] as const) {
  test(`as ${role} no table can be emptied, altered or taken over`, async (t) => {
    const database = await openTestDatabase(t)
    const db = database[role]
    const tables = await listTables(database.owner)
    assert.ok(tables.length > 0)
    for (const name of tables) {
      for (const statement of [
        'truncate {}',
        'alter table {} disable row level security',
        'alter table {} no force row level security',
        'alter table {} add column extra text',
        'drop table {}',
        'create trigger extra before insert on {} execute function suppress_redundant_updates_trigger()',
        'create policy everything on {} using (true)',
      ]) {
        const text = statement.replace('{}', name)
        await assertRefused(sql.raw(text).execute(db), text)
      }
    }
  })

  test(`as ${role} the policies cannot be passed by`, async (t) => {
    const database = await openTestDatabase(t)
    const db = database[role]
    for (const text of [
      'set row_security = off; select * from heads',
      'set role postern_owner',
      'set session authorization postgres',
      `alter role postern_${role} bypassrls`,
      `alter role postern_${role} superuser`,
      'create table extra (id uuid)',
      'create schema extra',
      'create role extra',
      "copy heads to program 'cat'",
      "select pg_read_file('/etc/passwd')",
    ]) {
      await assertRefused(sql.raw(text).execute(db), text)
    }
  })
}

test('no app may hand on what it may', async (t) => {
  const { owner } = await openTestDatabase(t)
  const { rows } = await sql`
    select * from information_schema.role_table_grants
      where grantee in ('postern_api', 'postern_admin', 'PUBLIC') and is_grantable = 'YES'
  `.execute(owner)
  assert.deepEqual(rows, [])
})

test('no app may become the other', async (t) => {
  const { api, admin } = await openTestDatabase(t)
  await assertRefused(sql`set role postern_admin`.execute(api))
  await assertRefused(sql`set role postern_api`.execute(admin))
})

/** By table, in alphabetical order. */
async function rightsOf(role: Db): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ table: string; right: string }>`
    select table_name as table, lower(privilege_type) as right
      from information_schema.role_table_grants
      where table_schema = 'public' and grantee = current_user
      order by table_name, privilege_type
  `.execute(role)
  const rights = new Map<string, string[]>()
  for (const { table, right } of rows) rights.set(table, [...(rights.get(table) ?? []), right])
  return rights
}

async function listTables(owner: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename
  `.execute(owner)
  return rows.map(({ name }) => name)
}
