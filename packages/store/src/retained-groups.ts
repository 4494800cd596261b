/** Groups as retention sees them: when they were pushed and when they end, without what they hold. */
import {
  decodeGroupingKey,
  type Expiry,
  type ExpiryRule,
  type GroupingKey,
  jobOf,
  NEVER,
  type RetainedGroup,
  type TenantId,
} from '@postern/domain'
import { type RawBuilder, sql } from 'kysely'
import { isAtOneOf } from './group-places.ts'
import type { TenantDb } from './with-tenant.ts'

export interface RetainedRow extends RetainedGroup {
  readonly namespace: string
  readonly labelsHash: Buffer
  readonly groupingKey: GroupingKey
  readonly expiry: Expiry
}

interface SelectedRow {
  namespace: string
  labels_hash: Buffer
  labels: Buffer
  pushed_at: number | null
  failed_at: number | null
  previous_pushed_at: number | null
  expires_at: number | null
  header_ttl_ms: number | null
  group_ttl_ms: number | null
  expiry_rule: ExpiryRule | null
  expiry_is_cut: boolean
}

/** Those that the condition chooses and that are there at that moment, in the order of their keys. */
export async function selectRetained(
  db: TenantDb,
  tenantId: TenantId,
  nowMicros: number,
  which: RawBuilder<unknown>,
  limit: number,
): Promise<RetainedRow[]> {
  const { rows } = await sql<SelectedRow>`
    select namespace, labels_hash, labels, header_ttl_ms, group_ttl_ms, expiry_rule, expiry_is_cut,
        (extract(epoch from pushed_at) * 1000000)::bigint as pushed_at,
        (extract(epoch from failed_at) * 1000000)::bigint as failed_at,
        (extract(epoch from previous_pushed_at) * 1000000)::bigint as previous_pushed_at,
        (extract(epoch from expires_at) * 1000000)::bigint as expires_at
      from groups
      where tenant_id = ${tenantId}::uuid and deleted_at is null and ${which}
        and (expires_at is null or expires_at > to_timestamp(${nowMicros / 1e6}::float8))
      order by namespace, labels_hash limit ${limit}
  `.execute(db)
  return rows.map(toRetained)
}

/** Which come after that one. */
export function afterRow(row: RetainedRow | undefined): RawBuilder<unknown> {
  if (!row) return sql`true`
  return sql`(namespace, labels_hash) > (${row.namespace}, ${row.labelsHash})`
}

function toRetained(row: SelectedRow): RetainedRow {
  const groupingKey = decodeGroupingKey(row.labels)
  const own = { headerMs: row.header_ttl_ms ?? undefined, groupMs: row.group_ttl_ms ?? undefined }
  return {
    namespace: row.namespace,
    labelsHash: row.labels_hash,
    groupingKey,
    kind: { namespace: row.namespace, job: jobOf(groupingKey) },
    own,
    pushedAtMicros: row.pushed_at ?? undefined,
    failedAtMicros: row.failed_at ?? undefined,
    previousPushedAtMicros: row.previous_pushed_at ?? undefined,
    expiry: {
      ...own,
      atMicros: row.expires_at ?? NEVER,
      rule: row.expiry_rule ?? 'system',
      isCut: row.expiry_is_cut,
    },
  }
}

/** Where a group is, and when it is to end from now on. */
export interface NewExpiry {
  readonly namespace: string
  readonly labelsHash: Buffer
  readonly expiry: Expiry
}

/** Writes when groups end, and nothing else of them. Needs the lock of `lockHead`; the version is the caller's to set. */
export async function saveExpiries(
  db: TenantDb,
  tenantId: TenantId,
  version: number,
  changed: readonly NewExpiry[],
): Promise<void> {
  const column = <T>(valueOf: (one: NewExpiry) => T) => changed.map(valueOf)
  await sql`
    update groups set version = ${version}::bigint, expiry_version = ${version}::bigint,
        expires_at = to_timestamp(one.expires_at), header_ttl_ms = one.header_ttl, group_ttl_ms = one.group_ttl,
        expiry_rule = one.rule, expiry_is_cut = one.is_cut
      from unnest(${column((one) => one.namespace)}::text[], ${column((one) => one.labelsHash)}::bytea[],
        ${column(({ expiry }) => (expiry.atMicros === NEVER ? null : expiry.atMicros / 1e6))}::float8[],
        ${column(({ expiry }) => expiry.headerMs ?? null)}::float8[],
        ${column(({ expiry }) => expiry.groupMs ?? null)}::float8[],
        ${column(({ expiry }) => expiry.rule)}::text[], ${column(({ expiry }) => expiry.isCut)}::bool[])
        as one (namespace, labels_hash, expires_at, header_ttl, group_ttl, rule, is_cut)
      where groups.tenant_id = ${tenantId}::uuid and ${isAtOneOf(changed)}
        and groups.namespace = one.namespace and groups.labels_hash = one.labels_hash
  `.execute(db)
}
