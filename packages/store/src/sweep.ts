/** Groups that have ended lie in the database until they are swept; nobody sees them meanwhile. */
import type { TenantId } from '@postern/domain'
import { sql } from 'kysely'
import { buryGroups } from './bury-groups.ts'
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
  const atMicros = momentOf(head, clock)
  const version = head.version + 1
  const ended = sql`(namespace, labels_hash) in (
    select namespace, labels_hash from groups
      where tenant_id = ${tenantId}::uuid and deleted_at is null
        and expires_at <= to_timestamp(${atMicros / 1e6}::float8)
      order by expires_at limit ${limit})`
  const swept = await buryGroups(db, tenantId, { version, atMicros }, ended)
  if (swept > 0) await setHeadVersion(db, tenantId, version, atMicros)
  return swept
}
