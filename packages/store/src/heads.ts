import type { TenantId } from '@postern/domain'
import { sql } from 'kysely'
import type { TenantDb } from './with-tenant.ts'

/** Where a tenant's groups stand: every committed change to them raises the version by one. */
export interface Head {
  readonly version: number
  /** Tombstones up to this version are gone; a view that is older must be built anew. */
  readonly purgedVersion: number
}

/** The head as of now; `undefined` when the tenant is gone. */
export async function findHead(db: TenantDb, tenantId: TenantId): Promise<Head | undefined> {
  const row = await headRow(db, tenantId).executeTakeFirst()
  return row && { version: row.version, purgedVersion: row.purged_version }
}

/** Makes this transaction the only one that may change the tenant's groups, until it ends. */
export async function lockHead(db: TenantDb, tenantId: TenantId): Promise<Head | undefined> {
  const row = await headRow(db, tenantId).forUpdate().executeTakeFirst()
  return row && { version: row.version, purgedVersion: row.purged_version }
}

/** Needs the lock of `lockHead`. */
export async function setHeadVersion(
  db: TenantDb,
  tenantId: TenantId,
  version: number,
): Promise<void> {
  await db.updateTable('heads').set({ version }).where('tenant_id', '=', tenantId).execute()
}

/** Notes that tombstones up to that version are gone. Needs the lock of `lockHead`. */
export async function raisePurgedVersion(
  db: TenantDb,
  tenantId: TenantId,
  version: number,
): Promise<void> {
  await db
    .updateTable('heads')
    .set({ purged_version: sql<number>`greatest(purged_version, ${version}::bigint)` })
    .where('tenant_id', '=', tenantId)
    .execute()
}

function headRow(db: TenantDb, tenantId: TenantId) {
  return db
    .selectFrom('heads')
    .select(['version', 'purged_version'])
    .where('tenant_id', '=', tenantId)
}
