import type { TenantId } from '@postern/domain'
import { sql } from 'kysely'
import { buryGroups } from './bury-groups.ts'
import { type DatabaseClock, type Head, setHeadVersion } from './heads.ts'
import type { TenantDb } from './with-tenant.ts'

// A standby that takes over may be behind by this, never by more.
const MAX_BEHIND_MICROS = 60 * 60 * 1e6

/**
 * A clock that once ran far ahead of what it says now was wrong. To hold on to its time would keep groups for as long as
 * it was wrong by; to go back would show groups again to which others made way. So all that had ended by then is buried,
 * and time goes on from what it is now. Needs the lock of `lockHead`; returns the head as it is then.
 */
export async function settleTime(
  db: TenantDb,
  tenantId: TenantId,
  head: Head,
  clock: DatabaseClock = (micros) => micros,
): Promise<Head> {
  const now = clock(head.reportedMicros)
  const { advancedToMicros } = head
  if (advancedToMicros - now <= MAX_BEHIND_MICROS) return head
  const version = head.version + 1
  const hadEnded = sql`expires_at <= to_timestamp(${advancedToMicros / 1e6}::float8)`
  await buryGroups(db, tenantId, { version, atMicros: now }, hadEnded)
  await setHeadVersion(db, tenantId, version, now)
  return { ...head, version, advancedToMicros: now }
}
