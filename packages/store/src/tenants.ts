import type { Tenant, TenantId } from '@postern/domain'
import { DEFAULT_NAMESPACE, Problem, tenantId } from '@postern/domain'
import type { Selectable } from 'kysely'
import type { Db } from './connect.ts'
import type { TenantTable } from './database.ts'
import { mentions } from './tenant-search.ts'
import type { TenantDb } from './with-tenant.ts'

/**
 * Makes a tenant with its head and its `default` namespace, as the admin role.
 * Throws `tenant-exists` for a slug that was ever given out.
 */
export async function insertTenant(own: TenantDb, tenant: Tenant): Promise<void> {
  const slug = await own
    .insertInto('tenant_slugs')
    .values({ slug: tenant.slug, tenant_id: tenant.id })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  if (slug.numInsertedOrUpdatedRows === 0n) {
    throw new Problem(
      'tenant-exists',
      `the slug "${tenant.slug}" is taken; slugs are never given out twice`,
    )
  }
  await own
    .insertInto('tenants')
    .values({
      id: tenant.id,
      slug: tenant.slug,
      name: tenant.name,
      state: tenant.state,
      namespace_label: tenant.namespaceLabel,
      utf8_names: tenant.utf8Names,
      max_key_life: tenant.maxKeyLife ?? null,
      keys_may_never_expire: tenant.keysMayNeverExpire,
      deleting_since: null,
      state_before_deletion: null,
      created_at: tenant.createdAt,
    })
    .execute()
  await own
    .insertInto('heads')
    .values({ tenant_id: tenant.id, version: 0, purged_version: 0, recomputed_version: 0 })
    .execute()
  await own
    .insertInto('namespaces')
    .values({ tenant_id: tenant.id, name: DEFAULT_NAMESPACE, created_at: tenant.createdAt })
    .execute()
}

export interface TenantPage {
  readonly limit: number
  readonly after: TenantId | undefined
  /** Only those with this text in their slug or name. */
  readonly search?: string | undefined
  /** No other than this one. */
  readonly only?: TenantId | undefined
}

/** Tenants in the order in which they were made, after the one with that id. Only the admin role sees more than one. */
export async function listTenants(
  db: Db,
  { limit, after, search, only }: TenantPage,
): Promise<Tenant[]> {
  const rows = await db
    .selectFrom('tenants')
    .selectAll()
    .$if(after !== undefined, (qb) => qb.where('id', '>', after ?? ''))
    .$if(only !== undefined, (qb) => qb.where('id', '=', only ?? ''))
    .$if(search !== undefined, (qb) => qb.where(mentions(search ?? '')))
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toTenant)
}

/** The tenant of that id, to the admin role or within that tenant. */
export async function findTenant(db: Db, id: TenantId): Promise<Tenant | undefined> {
  const row = await db.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toTenant(row)
}

/** The same, and nobody else can change it until this transaction ends. */
export async function lockTenant(own: TenantDb, id: TenantId): Promise<Tenant | undefined> {
  const row = await own
    .selectFrom('tenants')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && toTenant(row)
}

export async function findTenantBySlug(db: Db, slug: string): Promise<Tenant | undefined> {
  const row = await db.selectFrom('tenants').selectAll().where('slug', '=', slug).executeTakeFirst()
  return row && toTenant(row)
}

/** The slugs of those tenants, to the admin role. */
export async function findSlugs(
  db: Db,
  ids: readonly TenantId[],
): Promise<ReadonlyMap<TenantId, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('tenants')
    .select(['id', 'slug'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, slug }) => [tenantId(id), slug]))
}

/** Tenants whose deletion began before that moment, to the admin role. */
export async function listTenantsToPurge(db: Db, deletingBefore: Date): Promise<Tenant[]> {
  const rows = await db
    .selectFrom('tenants')
    .selectAll()
    .where('state', '=', 'deleting')
    .where('deleting_since', '<=', deletingBefore)
    .orderBy('id')
    .execute()
  return rows.map(toTenant)
}

/** Writes what may change in a tenant's life, as the admin role. */
export async function updateTenant(db: Db, tenant: Tenant): Promise<void> {
  await db
    .updateTable('tenants')
    .set({
      name: tenant.name,
      state: tenant.state,
      utf8_names: tenant.utf8Names,
      max_key_life: tenant.maxKeyLife ?? null,
      keys_may_never_expire: tenant.keysMayNeverExpire,
      deleting_since: tenant.deletingSince ?? null,
      state_before_deletion: tenant.stateBeforeDeletion ?? null,
    })
    .where('id', '=', tenant.id)
    .execute()
}

export function toTenant(row: Selectable<TenantTable>): Tenant {
  return {
    id: tenantId(row.id),
    slug: row.slug,
    name: row.name,
    state: row.state,
    namespaceLabel: row.namespace_label,
    utf8Names: row.utf8_names,
    maxKeyLife: row.max_key_life ?? undefined,
    keysMayNeverExpire: row.keys_may_never_expire,
    deletingSince: row.deleting_since ?? undefined,
    stateBeforeDeletion: row.state_before_deletion ?? undefined,
    createdAt: row.created_at,
  }
}
