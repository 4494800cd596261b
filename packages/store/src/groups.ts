/** The two statements of the data path: write what a batch of pushes changed, read what a replica has not seen. */
import { createHash } from 'node:crypto'
import {
  decodeGroupingKey,
  encodeGroupingKey,
  type GroupingKey,
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

/** A group as a row; `content` is `undefined` in a tombstone. */
export interface GroupRow {
  readonly namespace: string
  readonly groupingKey: GroupingKey
  readonly content: Uint8Array | undefined
  /** Last good and last failed push, in microseconds since 1970. */
  readonly pushedAtMicros: number | undefined
  readonly failedAtMicros: number | undefined
  readonly createdVersion: number
  /** Of the last push, whether it was taken or not. */
  readonly origin?: PushOrigin | undefined
  /** Why the last push that was refused was. */
  readonly lastError?: string | undefined
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
  now: Date,
): Promise<void> {
  const cells = new Cells()
  for (const row of rows) await cells.add(row)
  await sql`
    insert into groups (tenant_id, namespace, labels_hash, labels, content, pushed_at, failed_at,
      created_version, version, deleted_at,
      last_credential_id, last_address, last_user_agent, last_error)
    select ${tenantId}::uuid, cell.namespace,
        substring(packed.bytes from cell.at for 32),
        substring(packed.bytes from cell.at + 32 for cell.labels_length),
        case when cell.content_length > 0 then
          substring(packed.bytes from cell.at + 32 + cell.labels_length for cell.content_length) end,
        to_timestamp(cell.pushed_at), to_timestamp(cell.failed_at),
        cell.created_version, ${version}::bigint,
        case when cell.content_length = 0 then ${now}::timestamptz end,
        cell.credential_id, cell.address, cell.user_agent, cell.error
      from unnest(${cells.namespaces}::text[], ${cells.offsets}::int[], ${cells.labelsLengths}::int[],
        ${cells.contentLengths}::int[], ${cells.pushedAt}::float8[], ${cells.failedAt}::float8[],
        ${cells.createdVersions}::bigint[], ${cells.credentialIds}::uuid[], ${cells.addresses}::text[],
        ${cells.userAgents}::text[], ${cells.errors}::text[])
        as cell (namespace, at, labels_length, content_length, pushed_at, failed_at, created_version,
          credential_id, address, user_agent, error)
        cross join (values (${cells.bytes()}::bytea)) as packed (bytes)
    on conflict (tenant_id, namespace, labels_hash) do update set
      content = excluded.content, pushed_at = excluded.pushed_at, failed_at = excluded.failed_at,
      created_version = excluded.created_version, version = excluded.version, deleted_at = excluded.deleted_at,
      last_credential_id = excluded.last_credential_id, last_address = excluded.last_address,
      last_user_agent = excluded.last_user_agent, last_error = excluded.last_error
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
    for (const chunk of [labelsHash(labels), labels, content]) {
      this.#chunks.push(chunk)
      this.#length += chunk.length
    }
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

/** A group as another replica finds it, with the version that changed it last. */
export interface ChangedGroup extends GroupRow {
  readonly version: number
}

interface SelectedRow {
  namespace: string
  labels: Buffer
  content: Buffer | null
  pushed_at: number | null
  failed_at: number | null
  created_version: number
  version: number
  last_credential_id: string | null
  last_address: string | null
  last_user_agent: string | null
  last_error: string | null
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
  await sql`
    declare changed_groups no scroll cursor for
    select namespace, labels, content, created_version, version,
      last_credential_id, last_address, last_user_agent, last_error,
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
    content: row.content ? unpack(row.content) : undefined,
    pushedAtMicros: row.pushed_at ?? undefined,
    failedAtMicros: row.failed_at ?? undefined,
    createdVersion: row.created_version,
    version: row.version,
    origin: originOf(row),
    lastError: row.last_error ?? undefined,
  }
}

function originOf(row: SelectedRow): PushOrigin | undefined {
  if (row.last_credential_id === null) return undefined
  return {
    credentialId: row.last_credential_id,
    address: row.last_address ?? '',
    userAgent: row.last_user_agent ?? undefined,
  }
}
