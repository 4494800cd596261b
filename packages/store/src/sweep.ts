/** Groups that have ended lie in the database until they are swept; nobody sees them meanwhile. */
import type { TenantId } from '@postern/domain'
import { sql } from 'kysely'
import { type DatabaseClock, lockHead, momentOf, setHeadVersion } from './heads.ts'
import type { TenantDb } from './with-tenant.ts'

/**
 * Makes tombstones of groups that have ended, so many at most, those first that ended first. Safe to run from any number
 * of replicas. Returns how many there were.
 */
export async function sweepGroups(
  db: TenantDb,
  tenantId: TenantId,
  limit: number,
  clock?: DatabaseClock,
): Promise<number> {
  const head = await lockHead(db, tenantId)
  if (!head) return 0
  const now = momentOf(head, clock)
  const version = head.version + 1
  const moment = sql`to_timestamp(${now / 1e6}::float8)`
  const swept = await sql`
    update groups set content = null, version = ${version}::bigint, deleted_at = ${moment}, pushed_at = null,
        failed_at = null, previous_pushed_at = null, expires_at = null, expiry_version = null,
        last_credential_id = null, last_address = null, last_user_agent = null, last_error = null
      where tenant_id = ${tenantId}::uuid and (namespace, labels_hash) in (
        select namespace, labels_hash from groups
          where tenant_id = ${tenantId}::uuid and deleted_at is null and expires_at <= ${moment}
          order by expires_at limit ${limit})
  `.execute(db)
  const count = Number(swept.numAffectedRows ?? 0n)
  if (count > 0) await setHeadVersion(db, tenantId, version, now)
  return count
}
