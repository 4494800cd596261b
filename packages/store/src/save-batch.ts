import type { TenantId } from '@postern/domain'
import { type RawBuilder, sql } from 'kysely'
import type { GroupRow } from './groups.ts'
import { settingHeadVersion } from './heads.ts'
import { type PlacedPush, recordingPushes } from './pushes.ts'
import { savingGroups } from './save-groups.ts'
import type { TenantDb } from './with-tenant.ts'

/** What a batch of pushes made of a tenant's groups. */
export interface SavedBatch {
  /** As they are now; a group without content is a tombstone. */
  readonly groups: readonly GroupRow[]
  /** What is to be remembered of the pushes. */
  readonly pushes: readonly PlacedPush[]
  /** The version that the head gets, and all the groups with it. */
  readonly version: number
  /** Up to which moment the tenant's time has come with it, in microseconds since 1970. */
  readonly atMicros: number
}

/** Writes it all with one statement, since each costs a round trip under the lock. Needs the lock of `lockHead`. */
export async function saveBatch(
  db: TenantDb,
  tenantId: TenantId,
  { groups, pushes, version, atMicros }: SavedBatch,
): Promise<void> {
  const parts: RawBuilder<unknown>[] = []
  if (groups.length > 0) {
    parts.push(sql`saved as (${await savingGroups(tenantId, groups, version, atMicros)})`)
  }
  if (pushes.length > 0) parts.push(sql`recorded as (${recordingPushes(tenantId, pushes)})`)
  const before = parts.length > 0 ? sql`with ${sql.join(parts)}` : sql``
  await sql`${before} ${settingHeadVersion(tenantId, version, atMicros)}`.execute(db)
}
