import type { TenantId } from '@postern/domain'
import type { TenantDb } from './with-tenant.ts'

export interface Namespace {
  readonly name: string
  readonly createdAt: Date
}

/** Makes a namespace; false when the tenant has one of that name. */
export async function insertNamespace(
  db: TenantDb,
  tenantId: TenantId,
  namespace: Namespace,
): Promise<boolean> {
  const result = await db
    .insertInto('namespaces')
    .values({ tenant_id: tenantId, name: namespace.name, created_at: namespace.createdAt })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** All namespaces of the tenant by name; a tenant has few. */
export async function listNamespaces(db: TenantDb, tenantId: TenantId): Promise<Namespace[]> {
  const rows = await db
    .selectFrom('namespaces')
    .select(['name', 'created_at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ name: row.name, createdAt: row.created_at }))
}
