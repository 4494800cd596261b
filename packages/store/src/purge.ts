import type { TenantId } from '@postern/domain'
import { lockHead, raisePurgedVersion } from './heads.ts'
import type { TenantDb } from './with-tenant.ts'

/**
 * Removes tombstones older than that moment and notes up to which version they are gone, so that a view which missed
 * them is built anew. Safe to run from any number of replicas.
 */
export async function purgeTombstones(
  db: TenantDb,
  tenantId: TenantId,
  deletedBefore: Date,
): Promise<number> {
  if (!(await lockHead(db, tenantId))) return 0
  const purged = await db
    .deleteFrom('groups')
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', '<', deletedBefore)
    .returning('version')
    .execute()
  if (purged.length === 0) return 0
  await raisePurgedVersion(db, tenantId, Math.max(...purged.map((row) => row.version)))
  return purged.length
}
