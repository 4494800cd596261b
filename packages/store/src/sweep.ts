/** Groups that have ended lie in the database until they are swept; nobody sees them meanwhile. */
import type { TenantId } from '@postern/domain'
import { sql } from 'kysely'
import { buryGroups } from './bury-groups.ts'
import { type GroupPlace, isAtOneOf } from './group-places.ts'
import { type DatabaseClock, lockHead, momentOf, setHeadVersion } from './heads.ts'
import { settleTime } from './settle-time.ts'
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
  const locked = await lockHead(db, tenantId)
  if (!locked) return 0
  const head = await settleTime(db, tenantId, locked, clock)
  const atMicros = momentOf(head, clock)
  const version = head.version + 1
  const ended = await findEnded(db, tenantId, atMicros, limit)
  if (ended.length === 0) return 0
  const swept = await buryGroups(db, tenantId, { version, atMicros }, isAtOneOf(ended))
  await setHeadVersion(db, tenantId, version, atMicros)
  return swept
}

async function findEnded(
  db: TenantDb,
  tenantId: TenantId,
  atMicros: number,
  limit: number,
): Promise<GroupPlace[]> {
  const { rows } = await sql<{ namespace: string; labels_hash: Buffer }>`
    select namespace, labels_hash from groups
      where tenant_id = ${tenantId}::uuid and deleted_at is null
        and expires_at <= to_timestamp(${atMicros / 1e6}::float8)
      order by expires_at limit ${limit}
  `.execute(db)
  return rows.map((row) => ({ namespace: row.namespace, labelsHash: row.labels_hash }))
}
