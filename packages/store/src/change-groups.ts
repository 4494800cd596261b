/** What is done to groups from outside of pushes: kept for another time, or deleted. */
import { computeExpiry, type Expiry, type SystemRetention, type TenantId } from '@postern/domain'
import { type RawBuilder, sql } from 'kysely'
import { buryGroups } from './bury-groups.ts'
import { type DatabaseClock, type Head, lockHead, momentOf, setHeadVersion } from './heads.ts'
import { type RetainedRow, saveExpiries, selectRetained } from './retained-groups.ts'
import { findRetention } from './retention.ts'
import type { TenantDb } from './with-tenant.ts'

/** Where a group is: its namespace, and the SHA-256 of its labels. */
interface Place {
  readonly namespace: string
  readonly labelsHash: Uint8Array
}

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
  places: readonly Place[],
  groupMs: number | undefined,
  { system, clock }: KeepOptions,
): Promise<KeptGroup[]> {
  const head = await lockHead(db, tenantId)
  if (!head) return []
  const now = momentOf(head, clock)
  const rows = await selectRetained(db, tenantId, now, isOneOf(places), places.length)
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
  places: readonly Place[],
  clock?: DatabaseClock,
): Promise<number> {
  const head = await lockHead(db, tenantId)
  return head ? bury(db, tenantId, head, isOneOf(places), clock) : 0
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

/** The lists by themselves are what an index serves; with the pairs alone the work would be groups times places. */
function isOneOf(places: readonly Place[]): RawBuilder<unknown> {
  const namespaces = places.map(({ namespace }) => namespace)
  const hashes = places.map(({ labelsHash }) => Buffer.from(labelsHash))
  return sql`namespace = any(${[...new Set(namespaces)]}::text[]) and labels_hash = any(${hashes}::bytea[])
    and (namespace, labels_hash) in (select * from unnest(${namespaces}::text[], ${hashes}::bytea[]))`
}
