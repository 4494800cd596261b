/** The end of a tenant's data. Which tables hold any is asked of the database, so that no table is ever forgotten. */
import type { TenantId } from '@postern/domain'
import { sql } from 'kysely'
import type { TenantDb } from './with-tenant.ts'

// The slug is never given out again, and what was done to a tenant is to be known when it is gone.
const KEPT = ['tenant_slugs', 'audit_events', 'audit_heads']

interface TenantTableRow {
  name: string
  deletable: boolean
}

/** Every table that holds rows of tenants and gives them up. */
async function tenantTables(db: TenantDb): Promise<TenantTableRow[]> {
  const { rows } = await sql<TenantTableRow>`
    select c.relname as name, has_table_privilege(c.oid, 'DELETE') as deletable
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and not c.relname = any(${KEPT}::text[])
     order by c.relname
  `.execute(db)
  return rows
}

/** Deletes some groups; false when none are left. By parts, so that no statement takes longer than it may. */
export async function deleteSomeGroups(
  db: TenantDb,
  tenant: TenantId,
  limit: number,
): Promise<boolean> {
  const deleted = await sql`
    delete from groups where tenant_id = ${tenant}::uuid and (namespace, labels_hash) in
      (select namespace, labels_hash from groups where tenant_id = ${tenant}::uuid limit ${limit})
  `.execute(db)
  return (deleted.numAffectedRows ?? 0n) > 0n
}

/**
 * Deletes all that is left of a tenant but its own row, its slug and its audit. What the role may not delete itself goes
 * with the rows that it hangs on. Throws when anything remains, and then nothing is deleted.
 */
export async function deleteTenantRows(db: TenantDb, tenant: TenantId): Promise<void> {
  const tables = await tenantTables(db)
  for (const { name, deletable } of tables) {
    if (!deletable) continue
    await sql`delete from ${sql.table(name)} where tenant_id = ${tenant}::uuid`.execute(db)
  }
  for (const { name } of tables) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(name)} where tenant_id = ${tenant}::uuid
    `.execute(db)
    if (rows[0]?.count !== 0) throw new Error(`rows of the purged tenant remain in ${name}`)
  }
}
