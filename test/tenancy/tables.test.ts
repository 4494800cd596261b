/** What the database itself keeps apart, table by table, whatever a query of ours forgets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Db, withTenant } from '@postern/store'
import { twoTenants } from '@postern/testkit'
import { type RawBuilder, sql } from 'kysely'
import { fillTables, insertRow, listTenantTables, mayDo, readRows } from '../support/fill-tables.ts'
import { shownToOperators } from '../support/migration-rules.ts'
import { assertRefused, sqlState } from '../support/sql-state.ts'

const database = await twoTenants(test)
const { acme, globex } = database
const tables = await listTenantTables(database.owner)
await fillTables(database, tables, acme.id, 'of acme')
await fillTables(database, tables, globex.id, 'of globex')

for (const role of ['api', 'admin'] as const) {
  for (const table of tables) {
    test(`as ${role}, within a tenant, the rows of another in ${table.name} are out of reach`, async () => {
      const [row = {}] = await readRows(database, table, globex.id)
      const name = sql.table(table.name)
      const ours = sql`tenant_id = ${acme.id}::uuid`
      const theirs = sql`tenant_id = ${globex.id}::uuid`
      const attempt = (work: (db: Db) => Promise<unknown>) =>
        withTenant(database[role], acme.id, work)
      await assertUntouched(table, async () => {
        if (!isShown(role, table)) {
          await assertUnseen(attempt((db) => count(db, sql`${name} where ${theirs}`)))
          await assertUnseen(attempt((db) => count(db, sql`${name} where not (${ours})`)))
        }
        await assertWithoutEffect(
          attempt((db) => run(db, sql`update ${name} set tenant_id = tenant_id where ${theirs}`)),
        )
        await assertWithoutEffect(
          attempt((db) => run(db, sql`delete from ${name} where ${theirs}`)),
        )
        await assertRefused(attempt((db) => insertRow(db, table.name, row)))
        await assertRefused(
          attempt((db) => run(db, sql`update ${name} set tenant_id = ${globex.id} where ${ours}`)),
        )
      })
    })

    test(`as ${role}, within no tenant, ${table.name} is empty and stays so`, async () => {
      const db = database[role]
      const [row = {}] = await readRows(database, table, globex.id)
      const name = sql.table(table.name)
      await assertUntouched(table, async () => {
        if (!isShown(role, table)) await assertUnseen(count(db, name))
        await assertWithoutEffect(run(db, sql`update ${name} set tenant_id = tenant_id`))
        await assertWithoutEffect(run(db, sql`delete from ${name}`))
        await assertRefused(insertRow(db, table.name, row))
      })
    })

    test(`as ${role}, after a transaction of a tenant, ${table.name} is empty again`, async () => {
      if (isShown(role, table)) return
      if (!(await mayDo(database[role], table.name, 'select'))) return
      const name = sql.table(table.name)
      const seen = await database[role].connection().execute(async (connection) => {
        const within = await withTenant(connection, globex.id, (db) => count(db, name))
        return { within, after: await count(connection, name) }
      })
      assert.ok(seen.within > 0)
      assert.equal(seen.after, 0)
    })
  }
}

/** What operators may look at over all tenants; they change it within one all the same. */
function isShown(role: 'api' | 'admin', { name }: { readonly name: string }): boolean {
  return role === 'admin' && shownToOperators.has(name)
}

test('as the owner, within no tenant, every table of tenants is empty', async () => {
  for (const { name } of tables) assert.equal(await count(database.owner, sql.table(name)), 0, name)
})

test('as api, only the own tenant is to be seen', async () => {
  const ids = (db: Db) => db.selectFrom('tenants').select('id').execute()
  assert.deepEqual(await ids(database.api), [])
  assert.deepEqual(await withTenant(database.api, acme.id, ids), [{ id: acme.id }])
})

async function assertUntouched(
  table: Parameters<typeof readRows>[1],
  work: () => Promise<void>,
): Promise<void> {
  const before = await readRows(database, table, globex.id)
  assert.ok(before.length > 0, 'there is a row to try with')
  await work()
  assert.deepEqual(await readRows(database, table, globex.id), before)
}

/** Nothing is counted, or looking is not allowed at all. */
async function assertUnseen(counting: Promise<unknown>): Promise<void> {
  const found = await counting.catch((error: unknown) => sqlState(error))
  assert.ok(found === 0 || found === 'insufficient privilege', String(found))
}

/** No row is affected, or trying is not allowed at all. */
const assertWithoutEffect = assertUnseen

async function count(db: Db, from: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${from}`.execute(db)
  return rows[0]?.count ?? Number.NaN
}

/** How many rows a statement affected. */
async function run(db: Db, statement: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await statement.execute(db)
  return Number(numAffectedRows)
}
