/** The two statements of the data path: write what a batch of pushes changed, read what a replica has not seen. */
import { createHash } from 'node:crypto'
import {
  type ContentSize,
  decodeGroupingKey,
  type Expiry,
  type ExpiryRule,
  encodeGroupingKey,
  type GroupingKey,
  NEVER,
  type TenantId,
} from '@postern/domain'
import { sql } from 'kysely'
import { pack, unpack } from './compression.ts'
import type { TenantDb } from './with-tenant.ts'

/** Who sent a push. */
export interface PushOrigin {
  readonly credentialId: string
  readonly address: string
  readonly userAgent: string | undefined
}

/** Who writes a group: the lineage of a key, or a trust rule and a subject. */
export interface GroupWriters {
  /** Who made it. */
  readonly owner: string
  /** Whose good push was the last. */
  readonly last: string
  /** When the last push came shortly after one of another writer. */
  readonly contestedAtMicros: number | undefined
}

/** All of a group but what it holds. */
export interface GroupFacts {
  readonly namespace: string
  readonly groupingKey: GroupingKey
  /** Last good and last failed push, in microseconds since 1970. */
  readonly pushedAtMicros: number | undefined
  readonly failedAtMicros: number | undefined
  /** The good push before the last one. */
  readonly previousPushedAtMicros?: number | undefined
  readonly createdVersion: number
  /** `undefined` in a tombstone. */
  readonly expiry: Expiry | undefined
  /** `undefined` while no push succeeded. */
  readonly writers?: GroupWriters | undefined
  /** Of the last push, whether it was taken or not. */
  readonly origin?: PushOrigin | undefined
  /** Why the last push that was refused was. */
  readonly lastError?: string | undefined
}

/** A group as a row; `content` is `undefined` in a tombstone. */
export interface GroupRow extends GroupFacts {
  readonly content: Uint8Array | undefined
  /** Of the content; without it whoever lists groups has to read that. */
  readonly size?: ContentSize | undefined
}

/** Rows are fetched so many at a time, to bound what one read holds beside the view that it fills. */
const ROWS_PER_FETCH = 2_000

/**
 * Writes groups and tombstones, all with that version. Needs the lock of `lockHead`.
 *
 * One statement for any number of groups. All bytes travel as one parameter, from which the server cuts each value:
 * an array of bytea would travel as hexadecimal text, at twice the size and many times the work.
 */
export async function saveGroups(
  db: TenantDb,
  tenantId: TenantId,
  rows: readonly GroupRow[],
  version: number,
  nowMicros: number,
): Promise<void> {
  const cells = new Cells()
  for (const row of rows) await cells.add(row)
  await sql`
    insert into groups (tenant_id, namespace, labels_hash, labels, content, pushed_at, failed_at,
      created_version, version, content_version, deleted_at,
      last_credential_id, last_address, last_user_agent, last_error,
      previous_pushed_at, expires_at, header_ttl_ms, group_ttl_ms, expiry_rule, expiry_is_cut,
      families, series, content_bytes, owner, last_writer, contested_at)
    select ${tenantId}::uuid, cell.namespace,
        substring(packed.bytes from cell.at for 32),
        substring(packed.bytes from cell.at + 32 for cell.labels_length),
        case when cell.content_length > 0 then
          substring(packed.bytes from cell.at + 32 + cell.labels_length for cell.content_length) end,
        to_timestamp(cell.pushed_at), to_timestamp(cell.failed_at),
        cell.created_version, ${version}::bigint, ${version}::bigint,
        case when cell.content_length = 0 then to_timestamp(${nowMicros / 1e6}::float8) end,
        cell.credential_id, cell.address, cell.user_agent, cell.error,
        to_timestamp(cell.previous_pushed_at), to_timestamp(cell.expires_at), cell.header_ttl, cell.group_ttl,
        cell.expiry_rule, cell.expiry_is_cut, cell.families, cell.series, cell.content_bytes,
        cell.owner, cell.last_writer, to_timestamp(cell.contested_at)
      from unnest(${cells.namespaces}::text[], ${cells.offsets}::int[], ${cells.labelsLengths}::int[],
        ${cells.contentLengths}::int[], ${cells.pushedAt}::float8[], ${cells.failedAt}::float8[],
        ${cells.createdVersions}::bigint[], ${cells.credentialIds}::uuid[], ${cells.addresses}::text[],
        ${cells.userAgents}::text[], ${cells.errors}::text[],
        ${cells.previousPushedAt}::float8[], ${cells.expiresAt}::float8[], ${cells.headerTtls}::float8[],
        ${cells.groupTtls}::float8[], ${cells.expiryRules}::text[], ${cells.expiryCuts}::bool[],
        ${cells.families}::bigint[], ${cells.series}::bigint[], ${cells.contentBytes}::bigint[],
        ${cells.owners}::text[], ${cells.lastWriters}::text[], ${cells.contestedAt}::float8[])
        as cell (namespace, at, labels_length, content_length, pushed_at, failed_at, created_version,
          credential_id, address, user_agent, error,
          previous_pushed_at, expires_at, header_ttl, group_ttl, expiry_rule, expiry_is_cut,
          families, series, content_bytes, owner, last_writer, contested_at)
        cross join (values (${cells.bytes()}::bytea)) as packed (bytes)
    on conflict (tenant_id, namespace, labels_hash) do update set
      content = excluded.content, pushed_at = excluded.pushed_at, failed_at = excluded.failed_at,
      created_version = excluded.created_version, version = excluded.version, deleted_at = excluded.deleted_at,
      last_credential_id = excluded.last_credential_id, last_address = excluded.last_address,
      last_user_agent = excluded.last_user_agent, last_error = excluded.last_error,
      previous_pushed_at = excluded.previous_pushed_at, expires_at = excluded.expires_at,
      header_ttl_ms = excluded.header_ttl_ms, group_ttl_ms = excluded.group_ttl_ms,
      expiry_rule = excluded.expiry_rule, expiry_is_cut = excluded.expiry_is_cut,
      content_version = excluded.content_version, expiry_version = null,
      families = excluded.families, series = excluded.series, content_bytes = excluded.content_bytes,
      owner = excluded.owner, last_writer = excluded.last_writer, contested_at = excluded.contested_at
  `.execute(db)
}

/** The columns of `saveGroups`: arrays, and one run of bytes with hash, labels and content of each row in turn. */
class Cells {
  readonly namespaces: string[] = []
  /** Counted from 1, as SQL's substring does. */
  readonly offsets: number[] = []
  readonly labelsLengths: number[] = []
  readonly contentLengths: number[] = []
  /** Seconds since 1970. */
  readonly pushedAt: (number | null)[] = []
  readonly failedAt: (number | null)[] = []
  readonly createdVersions: number[] = []
  readonly credentialIds: (string | null)[] = []
  readonly addresses: (string | null)[] = []
  readonly userAgents: (string | null)[] = []
  readonly errors: (string | null)[] = []
  readonly previousPushedAt: (number | null)[] = []
  readonly expiresAt: (number | null)[] = []
  readonly headerTtls: (number | null)[] = []
  readonly groupTtls: (number | null)[] = []
  readonly expiryRules: (string | null)[] = []
  readonly expiryCuts: boolean[] = []
  readonly families: (number | null)[] = []
  readonly series: (number | null)[] = []
  readonly contentBytes: (number | null)[] = []
  readonly owners: (string | null)[] = []
  readonly lastWriters: (string | null)[] = []
  readonly contestedAt: (number | null)[] = []
  readonly #chunks: Uint8Array[] = []
  #length = 0

  async add(row: GroupRow): Promise<void> {
    const labels = encodeGroupingKey(row.groupingKey)
    const content = row.content ? await pack(row.content) : new Uint8Array()
    this.namespaces.push(row.namespace)
    this.offsets.push(this.#length + 1)
    this.labelsLengths.push(labels.length)
    this.contentLengths.push(content.length)
    this.pushedAt.push(seconds(row.pushedAtMicros))
    this.failedAt.push(seconds(row.failedAtMicros))
    this.createdVersions.push(row.createdVersion)
    this.credentialIds.push(row.origin?.credentialId ?? null)
    this.addresses.push(row.origin?.address ?? null)
    this.userAgents.push(row.origin?.userAgent ?? null)
    this.errors.push(row.lastError ?? null)
    this.previousPushedAt.push(seconds(row.previousPushedAtMicros))
    this.#addExpiry(row.expiry)
    this.families.push(row.size?.families ?? null)
    this.series.push(row.size?.series ?? null)
    this.contentBytes.push(row.size?.bytes ?? null)
    this.owners.push(row.writers?.owner ?? null)
    this.lastWriters.push(row.writers?.last ?? null)
    this.contestedAt.push(seconds(row.writers?.contestedAtMicros))
    for (const chunk of [labelsHash(labels), labels, content]) {
      this.#chunks.push(chunk)
      this.#length += chunk.length
    }
  }

  #addExpiry(expiry: Expiry | undefined): void {
    this.expiresAt.push(expiry === undefined ? null : endSeconds(expiry.atMicros))
    this.headerTtls.push(expiry?.headerMs ?? null)
    this.groupTtls.push(expiry?.groupMs ?? null)
    this.expiryRules.push(expiry?.rule ?? null)
    this.expiryCuts.push(expiry?.isCut ?? false)
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }
}

function labelsHash(labels: Uint8Array): Uint8Array {
  return createHash('sha256').update(labels).digest()
}

/** Whole microseconds stay exact on the way through a double: they are far below 2^53. */
function seconds(micros: number | undefined): number | null {
  return micros === undefined ? null : micros / 1e6
}

/** Null for a group without end. */
function endSeconds(micros: number): number | null {
  return micros === NEVER ? null : micros / 1e6
}

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
