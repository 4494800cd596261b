/** After a change of retention: when every group ends is computed anew, part by part, while pushes go on. */
import {
  computeExpiry,
  KeepLastRanking,
  type RetentionPolicies,
  type SystemRetention,
  type TenantId,
} from '@postern/domain'
import { sql } from 'kysely'
import { buryGroups } from './bury-groups.ts'
import type { Db } from './connect.ts'
import { isAtOneOf } from './group-places.ts'
import {
  type DatabaseClock,
  type Head,
  lockHead,
  momentOf,
  setHeadVersion,
  setRecomputedVersion,
} from './heads.ts'
import { afterRow, type RetainedRow, saveExpiries, selectRetained } from './retained-groups.ts'
import { findRetention } from './retention.ts'
import { type TenantDb, withTenant } from './with-tenant.ts'

export interface RecomputeOptions {
  readonly system: SystemRetention
  readonly clock?: DatabaseClock | undefined
}

// Some milliseconds' worth: pushes wait for the head as long as one part takes, and come in between any two.
const ROWS_PER_PART = 500

/**
 * Writes what groups end at by the retention of now, and deletes what is beyond `keepLast`. Yields after every part, each
 * of which is a transaction of its own; when it is left in between, or the process dies, another call does the rest. What
 * has ended stays gone, whatever is said now. Does nothing when nothing was changed since the last time.
 */
export async function* recomputeExpiry(
  db: Db,
  tenantId: TenantId,
  options: RecomputeOptions,
): AsyncGenerator<void, void> {
  const seen: RetainedRow[] = []
  let after: RetainedRow | undefined
  let target: number | undefined
  for (;;) {
    const from = after
    const part = await withTenant(db, tenantId, (own) => computePart(own, tenantId, from, options))
    if (!part) return
    target ??= part.target
    seen.push(...part.ranked)
    after = part.last
    yield
    if (after === undefined) {
      yield* buryExcess(db, tenantId, part.policies, seen, options)
      break
    }
  }
  const done = target
  // Not more than what held when this began: what came since was not seen by the first parts.
  await withTenant(db, tenantId, async (own) => {
    if (await lockHead(own, tenantId)) await setRecomputedVersion(own, tenantId, done)
  })
}

interface Part {
  readonly policies: RetentionPolicies
  /** Which version of retention this is of. */
  readonly target: number
  readonly ranked: readonly RetainedRow[]
  /** `undefined` when nothing comes after. */
  readonly last: RetainedRow | undefined
}

async function computePart(
  db: TenantDb,
  tenantId: TenantId,
  after: RetainedRow | undefined,
  { system, clock }: RecomputeOptions,
): Promise<Part | undefined> {
  const head = await lockHead(db, tenantId)
  if (!head || head.recomputedVersion >= head.retentionVersion) return undefined
  const policies = await findRetention(db, tenantId, system)
  const now = momentOf(head, clock)
  const rows = await selectRetained(db, tenantId, now, afterRow(after), ROWS_PER_PART)
  const computed = rows.map((row) => ({ ...row, expiry: computeExpiry(policies, row) }))
  const changed = computed.filter(({ expiry }, index) => !isSame(expiry, rows[index]?.expiry))
  if (changed.length > 0) {
    await saveExpiries(db, tenantId, head.version + 1, changed)
    await setHeadVersion(db, tenantId, head.version + 1, now)
  }
  return {
    policies,
    target: head.retentionVersion,
    ranked: hasKeepLast(policies) ? computed.filter(({ expiry }) => expiry.atMicros > now) : [],
    last: rows.length < ROWS_PER_PART ? undefined : rows.at(-1),
  }
}

function isSame(a: RetainedRow['expiry'], b: RetainedRow['expiry'] | undefined): boolean {
  return a.atMicros === b?.atMicros && a.rule === b.rule && a.isCut === b.isCut
}

function hasKeepLast({ namespaces }: RetentionPolicies): boolean {
  return [...namespaces.values()].some(({ jobs }) =>
    jobs.some((rule) => rule.keepLast !== undefined),
  )
}

async function* buryExcess(
  db: Db,
  tenantId: TenantId,
  policies: RetentionPolicies,
  seen: readonly RetainedRow[],
  { clock }: RecomputeOptions,
): AsyncGenerator<void, void> {
  const ranking = new KeepLastRanking<RetainedRow>(policies)
  for (const row of seen) ranking.add(row)
  const excess = ranking.excess()
  for (let start = 0; start < excess.length; start += ROWS_PER_PART) {
    const part = excess.slice(start, start + ROWS_PER_PART)
    await withTenant(db, tenantId, async (own) => {
      const head = await lockHead(own, tenantId)
      if (head) await bury(own, tenantId, head, part, momentOf(head, clock))
    })
    yield
  }
}

/** Those that were pushed meanwhile are among the last now. */
async function bury(
  db: TenantDb,
  tenantId: TenantId,
  head: Head,
  rows: readonly RetainedRow[],
  atMicros: number,
): Promise<void> {
  const version = head.version + 1
  const stillThere = sql`${isAtOneOf(rows)} and (namespace, labels_hash, pushed_at) in (
    select namespace, labels_hash, to_timestamp(pushed_at)
      from unnest(${rows.map((row) => row.namespace)}::text[], ${rows.map((row) => row.labelsHash)}::bytea[],
        ${rows.map((row) => (row.pushedAtMicros ?? 0) / 1e6)}::float8[]) as one (namespace, labels_hash, pushed_at))`
  const buried = await buryGroups(db, tenantId, { version, atMicros }, stillThere)
  if (buried > 0) await setHeadVersion(db, tenantId, version, atMicros)
}
