import type { NamespaceOptions, TenantId } from '@postern/domain'
import type { TenantDb } from './with-tenant.ts'

export interface Namespace extends NamespaceOptions {
  readonly name: string
  readonly createdAt: Date
}

/** Makes a namespace; false when the tenant has one of that name. */
export async function insertNamespace(
  db: TenantDb,
  tenantId: TenantId,
  namespace: Pick<Namespace, 'name' | 'createdAt'> & Partial<NamespaceOptions>,
): Promise<boolean> {
  const result = await db
    .insertInto('namespaces')
    .values({
      tenant_id: tenantId,
      name: namespace.name,
      created_at: namespace.createdAt,
      ownership: namespace.ownership,
      sample_time: namespace.sampleTime,
    })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** All namespaces of the tenant by name; a tenant has few. */
export async function listNamespaces(db: TenantDb, tenantId: TenantId): Promise<Namespace[]> {
  const rows = await db
    .selectFrom('namespaces')
    .select(['name', 'created_at', 'ownership', 'sample_time'])
    .where('tenant_id', '=', tenantId)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({
    name: row.name,
    createdAt: row.created_at,
    ownership: row.ownership,
    sampleTime: row.sample_time,
  }))
}

/** Needs the lock of `lockHead`, and that the settings version is raised. */
export async function setNamespaceOptions(
  db: TenantDb,
  tenantId: TenantId,
  name: string,
  { ownership, sampleTime }: NamespaceOptions,
): Promise<void> {
  await db
    .updateTable('namespaces')
    .set({ ownership, sample_time: sampleTime })
    .where('tenant_id', '=', tenantId)
    .where('name', '=', name)
    .execute()
}

/** Of all namespaces of the tenant, by their names. */
export async function findNamespaceOptions(
  db: TenantDb,
  tenantId: TenantId,
): Promise<ReadonlyMap<string, NamespaceOptions>> {
  const all = await listNamespaces(db, tenantId)
  return new Map(all.map((each) => [each.name, each]))
}
