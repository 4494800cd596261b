import type { TenantId } from '@postern/domain'
import { type DatabaseClock, lockHead, momentOf, raisePurgedVersion } from './heads.ts'
import { forgetPushesTo } from './pushes.ts'
import type { TenantDb } from './with-tenant.ts'

/**
 * Removes tombstones older than that and notes up to which version they are gone, so that a view which missed
 * them is built anew. Safe to run from any number of replicas. Returns how many there were.
 */
export async function purgeTombstones(
  db: TenantDb,
  tenantId: TenantId,
  olderThanMs: number,
  clock?: DatabaseClock,
): Promise<number> {
  const head = await lockHead(db, tenantId)
  if (!head) return 0
  const deletedBefore = new Date(momentOf(head, clock) / 1_000 - olderThanMs)
  const purged = await db
    .deleteFrom('groups')
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', '<', deletedBefore)
    .returning(['version', 'namespace', 'labels_hash'])
    .execute()
  if (purged.length === 0) return 0
  await forgetPushesTo(db, tenantId, purged)
  await raisePurgedVersion(db, tenantId, Math.max(...purged.map((row) => row.version)))
  return purged.length
}
