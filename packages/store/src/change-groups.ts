/** What is done to groups from outside of pushes: kept for another time, or deleted. */
import { computeExpiry, type Expiry, type SystemRetention, type TenantId } from '@postern/domain'
import { type RawBuilder, sql } from 'kysely'
import { buryGroups } from './bury-groups.ts'
import { type GroupPlace, isAtOneOf } from './group-places.ts'
import { type DatabaseClock, type Head, lockHead, momentOf, setHeadVersion } from './heads.ts'
import { type RetainedRow, saveExpiries, selectRetained } from './retained-groups.ts'
import { findRetention } from './retention.ts'
import type { TenantDb } from './with-tenant.ts'

export interface KeptGroup extends RetainedRow {
  /** As it is now. */
  readonly expiry: Expiry
}

export interface KeepOptions {
  readonly system: SystemRetention
  readonly clock?: DatabaseClock | undefined
}

/**
 * Sets how long these groups are held after their last good push, `NEVER` included; with `undefined` they are as others
 * again. What their last push asked for counts no longer; what the next one asks for does. Returns those that were there,
 * as they are now: one that ends in the past by this is gone. For some hundred groups at a time.
 */
export async function setGroupRetention(
  db: TenantDb,
  tenantId: TenantId,
  places: readonly GroupPlace[],
  groupMs: number | undefined,
  { system, clock }: KeepOptions,
): Promise<KeptGroup[]> {
  const head = await lockHead(db, tenantId)
  if (!head) return []
  const now = momentOf(head, clock)
  const rows = await selectRetained(db, tenantId, now, isAtOneOf(places), places.length)
  if (rows.length === 0) return []
  const policies = await findRetention(db, tenantId, system)
  const own = { headerMs: undefined, groupMs }
  const kept = rows.map((row) => ({ ...row, expiry: computeExpiry(policies, { ...row, own }) }))
  await saveExpiries(db, tenantId, head.version + 1, kept)
  await setHeadVersion(db, tenantId, head.version + 1, now)
  return kept
}

/** Deletes these groups, as far as they are there. Returns how many were. For some hundred at a time. */
export async function deleteGroupsByKeys(
  db: TenantDb,
  tenantId: TenantId,
  places: readonly GroupPlace[],
  clock?: DatabaseClock,
): Promise<number> {
  const head = await lockHead(db, tenantId)
  return head ? bury(db, tenantId, head, isAtOneOf(places), clock) : 0
}

async function bury(
  db: TenantDb,
  tenantId: TenantId,
  head: Head,
  which: RawBuilder<unknown>,
  clock: DatabaseClock | undefined,
): Promise<number> {
  const burial = { version: head.version + 1, atMicros: momentOf(head, clock) }
  const isThere = sql`${which}
    and (expires_at is null or expires_at > to_timestamp(${burial.atMicros / 1e6}::float8))`
  const buried = await buryGroups(db, tenantId, burial, isThere)
  if (buried > 0) await setHeadVersion(db, tenantId, burial.version, burial.atMicros)
  return buried
}
