import type { TenantId } from '@postern/domain'
import { lockHead, raisePurgedVersion, setHeadVersion } from './heads.ts'
import type { TenantDb } from './with-tenant.ts'

/**
 * Removes tombstones older than that moment and notes up to which version they are gone, so that a view which missed
 * them is built anew. Safe to run from any number of replicas. Returns how many there were.
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

/**
 * Deletes groups of which no push ever succeeded and the last one failed before that moment: they hold nothing but the
 * time of the failure, and a job that invents names must not leave them for good. Returns how many there were.
 */
export async function deleteFailedGroups(
  db: TenantDb,
  tenantId: TenantId,
  failedBefore: Date,
  now: Date,
): Promise<number> {
  const head = await lockHead(db, tenantId)
  if (!head) return 0
  const version = head.version + 1
  const result = await db
    .updateTable('groups')
    .set({ content: null, deleted_at: now, version })
    .where('tenant_id', '=', tenantId)
    .where('pushed_at', 'is', null)
    .where('deleted_at', 'is', null)
    .where('failed_at', '<', failedBefore)
    .executeTakeFirst()
  if (result.numUpdatedRows > 0n) await setHeadVersion(db, tenantId, version)
  return Number(result.numUpdatedRows)
}
