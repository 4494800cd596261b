/** The history of groups: what came of the last pushes to each. */
import { createHash } from 'node:crypto'
import {
  encodeGroupingKey,
  type GroupingKey,
  type PushRecord,
  type TenantId,
} from '@postern/domain'
import { type RawBuilder, sql } from 'kysely'
import type { GroupAddress } from './group-records.ts'
import type { TenantDb } from './with-tenant.ts'

export interface PlacedPush extends PushRecord {
  readonly namespace: string
  readonly groupingKey: GroupingKey
}

const HASH_BYTES = 32

/** What writes any number of pushes: one statement. The hashes travel as one run of bytes, see `savingGroups`. */
export function recordingPushes(
  tenantId: TenantId,
  pushes: readonly PlacedPush[],
): RawBuilder<unknown> {
  const column = <T>(of: (push: PlacedPush) => T) => pushes.map(of)
  return sql`
    insert into pushes (tenant_id, namespace, labels_hash, pushed_at, method, refusal, bytes, series,
      credential_id, address, user_agent, run_id, exit_status, duration_seconds)
    select ${tenantId}::uuid, cell.namespace,
        substring(packed.hashes from (cell.n::int - 1) * ${HASH_BYTES}::int + 1 for ${HASH_BYTES}::int),
        to_timestamp(cell.at), cell.method, cell.refusal, cell.bytes, cell.series,
        cell.credential_id, cell.address, cell.user_agent, cell.run_id, cell.exit_status, cell.duration
      from unnest(${column((push) => push.namespace)}::text[],
        ${column((push) => push.atMicros / 1e6)}::float8[], ${column((push) => push.method)}::text[],
        ${column((push) => push.refusal ?? null)}::text[], ${column((push) => push.bytes)}::bigint[],
        ${column((push) => push.series)}::bigint[], ${column((push) => push.origin.credentialId)}::uuid[],
        ${column((push) => push.origin.address)}::text[],
        ${column((push) => push.origin.userAgent ?? null)}::text[],
        ${column((push) => push.runId ?? null)}::text[], ${column((push) => push.exitStatus ?? null)}::bigint[],
        ${column((push) => push.durationSeconds ?? null)}::float8[]) with ordinality
        as cell (namespace, at, method, refusal, bytes, series, credential_id, address, user_agent, run_id,
          exit_status, duration, n)
        cross join (values (${Buffer.concat(pushes.map(hashOf))}::bytea)) as packed (hashes)
    on conflict do nothing
  `
}

function hashOf({ groupingKey }: PlacedPush): Buffer {
  return createHash('sha256').update(encodeGroupingKey(groupingKey)).digest()
}

interface PushRow {
  at: number
  method: 'PUT' | 'POST'
  refusal: string | null
  bytes: number
  series: number
  credential_id: string
  address: string
  user_agent: string | null
  run_id: string | null
  exit_status: number | null
  duration_seconds: number | null
}

/** The last pushes to a group, newest first; `beforeMicros` goes on where a page ended. */
export async function listPushes(
  db: TenantDb,
  tenantId: TenantId,
  { namespace, labelsHash }: GroupAddress,
  page: { readonly limit: number; readonly beforeMicros?: number | undefined },
): Promise<PushRecord[]> {
  const before = page.beforeMicros === undefined ? null : page.beforeMicros / 1e6
  const { rows } = await sql<PushRow>`
    select (extract(epoch from pushed_at) * 1000000)::bigint as at, method, refusal, bytes, series,
        credential_id, address, user_agent, run_id, exit_status, duration_seconds
      from pushes
      where tenant_id = ${tenantId}::uuid and namespace = ${namespace} and labels_hash = ${labelsHash}
        and (${before}::float8 is null or pushed_at < to_timestamp(${before}::float8))
      order by pushed_at desc limit ${page.limit}
  `.execute(db)
  return rows.map(toRecord)
}

/** A push in the history of a group that may be gone. */
export interface AddressedPush extends PushRecord, GroupAddress {}

/** All that is kept of the pushes of a tenant, oldest first, so many at a time: behind that moment. */
export async function listAllPushes(
  db: TenantDb,
  tenantId: TenantId,
  afterMicros: number,
  limit: number,
): Promise<AddressedPush[]> {
  const { rows } = await sql<PushRow & { namespace: string; labels_hash: Buffer }>`
    select (extract(epoch from pushed_at) * 1000000)::bigint as at, method, refusal, bytes, series,
        credential_id, address, user_agent, run_id, exit_status, duration_seconds, namespace, labels_hash
      from pushes
      where tenant_id = ${tenantId}::uuid and pushed_at > to_timestamp(${afterMicros / 1e6}::float8)
      order by pushed_at limit ${limit}
  `.execute(db)
  return rows.map((row) => ({
    ...toRecord(row),
    namespace: row.namespace,
    labelsHash: row.labels_hash,
  }))
}

function toRecord(row: PushRow): PushRecord {
  return {
    atMicros: row.at,
    method: row.method,
    refusal: row.refusal ?? undefined,
    bytes: row.bytes,
    series: row.series,
    origin: {
      credentialId: row.credential_id,
      address: row.address,
      userAgent: row.user_agent ?? undefined,
    },
    runId: row.run_id ?? undefined,
    exitStatus: row.exit_status ?? undefined,
    durationSeconds: row.duration_seconds ?? undefined,
  }
}

/** Forgets some of the pushes before that moment. Returns how many: fewer than the limit when none are left. */
export async function forgetOldPushes(
  db: TenantDb,
  tenantId: TenantId,
  beforeMicros: number,
  limit: number,
): Promise<number> {
  const result = await sql`
    delete from pushes where tenant_id = ${tenantId}::uuid
      and (namespace, labels_hash, pushed_at) in (
        select namespace, labels_hash, pushed_at from pushes
          where tenant_id = ${tenantId}::uuid and pushed_at < to_timestamp(${beforeMicros / 1e6}::float8)
          order by pushed_at limit ${limit})
  `.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/**
 * Of groups that were pushed since that moment, forgets some of the pushes that are more than are kept. Returns how
 * many: fewer than the limit when none are left.
 */
export async function forgetSurplusPushes(
  db: TenantDb,
  tenantId: TenantId,
  { sinceMicros, kept, limit }: { sinceMicros: number; kept: number; limit: number },
): Promise<number> {
  const result = await sql`
    delete from pushes where tenant_id = ${tenantId}::uuid
      and (namespace, labels_hash, pushed_at) in (
        select recent.namespace, recent.labels_hash, surplus.pushed_at
          from (select distinct namespace, labels_hash from pushes
            where tenant_id = ${tenantId}::uuid and pushed_at >= to_timestamp(${sinceMicros / 1e6}::float8)) as recent
          cross join lateral (select pushed_at from pushes
            where tenant_id = ${tenantId}::uuid and namespace = recent.namespace
              and labels_hash = recent.labels_hash
            order by pushed_at desc offset ${kept}) as surplus
          limit ${limit})
  `.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/** Forgets all pushes to groups that are gone. */
export async function forgetPushesTo(
  db: TenantDb,
  tenantId: TenantId,
  groups: readonly { readonly namespace: string; readonly labels_hash: Buffer }[],
): Promise<void> {
  const hashes = Buffer.concat(groups.map((group) => group.labels_hash))
  await sql`
    delete from pushes using (
      select gone.namespace,
          substring(${hashes}::bytea from (gone.n::int - 1) * ${HASH_BYTES}::int + 1 for ${HASH_BYTES}::int) as labels_hash
        from unnest(${groups.map((group) => group.namespace)}::text[]) with ordinality as gone (namespace, n)) as gone
      where pushes.tenant_id = ${tenantId}::uuid
        and pushes.namespace = gone.namespace and pushes.labels_hash = gone.labels_hash
  `.execute(db)
}
