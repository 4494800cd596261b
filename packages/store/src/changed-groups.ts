/** How a replica reads what it has not seen. */
import {
  decodeGroupingKey,
  type Expiry,
  type ExpiryRule,
  NEVER,
  type TenantId,
} from '@postern/domain'
import { sql } from 'kysely'
import { unpack } from './compression.ts'
import type { GroupFacts, GroupWriters, PushOrigin } from './groups.ts'
import type { TenantDb } from './with-tenant.ts'

/** Rows are fetched so many at a time, to bound what one read holds beside the view that it fills. */
const ROWS_PER_FETCH = 2_000

/** A group as another replica finds it, with the version that changed it last. */
export interface ChangedGroup extends GroupFacts {
  readonly version: number
  /** `undefined` in a tombstone, `unchanged` where nothing changed but when the group ends. */
  readonly content: Uint8Array | 'unchanged' | undefined
}

interface SelectedRow {
  namespace: string
  labels: Buffer
  content: Buffer | null
  is_unchanged: boolean
  pushed_at: number | null
  failed_at: number | null
  created_version: number
  version: number
  last_credential_id: string | null
  last_address: string | null
  last_user_agent: string | null
  last_error: string | null
  previous_pushed_at: number | null
  expires_at: number | null
  header_ttl_ms: number | null
  group_ttl_ms: number | null
  expiry_rule: ExpiryRule | null
  expiry_is_cut: boolean
  owner: string | null
  last_writer: string | null
  contested_at: number | null
}

/**
 * Hands every group that changed after that version to `visit`, tombstones included; from version 0 on, only what is
 * alive. Needs a transaction in which the head does not move: its lock, or a snapshot.
 */
export async function visitChangedGroups(
  db: TenantDb,
  tenantId: TenantId,
  afterVersion: number,
  visit: (group: ChangedGroup) => void,
): Promise<void> {
  const isKnown = sql`coalesce(version = expiry_version and content_version <= ${afterVersion}::bigint, false)`
  await sql`
    declare changed_groups no scroll cursor for
    select namespace, labels, created_version, version,
      case when not ${isKnown} then content end as content, ${isKnown} as is_unchanged,
      last_credential_id, last_address, last_user_agent, last_error,
      header_ttl_ms, group_ttl_ms, expiry_rule, expiry_is_cut, owner, last_writer,
      (extract(epoch from contested_at) * 1000000)::bigint as contested_at,
      (extract(epoch from previous_pushed_at) * 1000000)::bigint as previous_pushed_at,
      (extract(epoch from expires_at) * 1000000)::bigint as expires_at,
      (extract(epoch from pushed_at) * 1000000)::bigint as pushed_at,
      (extract(epoch from failed_at) * 1000000)::bigint as failed_at
      from groups
      where tenant_id = ${tenantId}::uuid and version > ${afterVersion}::bigint
        and (${afterVersion}::bigint > 0 or deleted_at is null)
  `.execute(db)
  for (;;) {
    const { rows } = await sql
      .raw<SelectedRow>(`fetch ${ROWS_PER_FETCH} from changed_groups`)
      .execute(db)
    for (const row of rows) visit(changedGroup(row))
    if (rows.length < ROWS_PER_FETCH) break
  }
  await sql.raw('close changed_groups').execute(db)
}

function changedGroup(row: SelectedRow): ChangedGroup {
  return {
    namespace: row.namespace,
    groupingKey: decodeGroupingKey(row.labels),
    content: contentOf(row),
    pushedAtMicros: row.pushed_at ?? undefined,
    failedAtMicros: row.failed_at ?? undefined,
    createdVersion: row.created_version,
    version: row.version,
    origin: originOf(row),
    lastError: row.last_error ?? undefined,
    previousPushedAtMicros: row.previous_pushed_at ?? undefined,
    expiry: isTombstone(row) ? undefined : expiryOf(row),
    writers: writersOf(row),
  }
}

function contentOf(row: SelectedRow): ChangedGroup['content'] {
  if (row.is_unchanged) return 'unchanged'
  return row.content ? unpack(row.content) : undefined
}

function isTombstone({ content, is_unchanged }: SelectedRow): boolean {
  return content === null && !is_unchanged
}

function expiryOf(row: SelectedRow): Expiry {
  return {
    headerMs: row.header_ttl_ms ?? undefined,
    groupMs: row.group_ttl_ms ?? undefined,
    atMicros: row.expires_at ?? NEVER,
    // What a release wrote that knew no retention is computed anew soon; until then it has no end.
    rule: row.expiry_rule ?? 'system',
    isCut: row.expiry_is_cut,
  }
}

function writersOf({ owner, last_writer, contested_at }: SelectedRow): GroupWriters | undefined {
  if (owner === null || last_writer === null) return undefined
  return { owner, last: last_writer, contestedAtMicros: contested_at ?? undefined }
}

function originOf(row: SelectedRow): PushOrigin | undefined {
  if (row.last_credential_id === null) return undefined
  return {
    credentialId: row.last_credential_id,
    address: row.last_address ?? '',
    userAgent: row.last_user_agent ?? undefined,
  }
}
