/** Groups without their content: what lists, searches and decisions about them need. */
import { createHash } from 'node:crypto'
import {
  contentSize,
  decodeGroupingKey,
  type ExpiryRule,
  encodeGroupingKey,
  type GroupingKey,
  NEVER,
  type OwnRetention,
  type TenantId,
  unpackContent,
} from '@postern/domain'
import { sql } from 'kysely'
import { unpack } from './compression.ts'
import type { PushOrigin } from './groups.ts'
import type { TenantDb } from './with-tenant.ts'

/** Where a group is: its namespace, and the SHA-256 of its labels. */
export interface GroupAddress {
  readonly namespace: string
  readonly labelsHash: Buffer
}

/** What a search for groups goes by. */
export interface GroupEntry extends GroupAddress {
  readonly groupingKey: GroupingKey
  /** Last good and last failed push, in microseconds since 1970. */
  readonly pushedAtMicros: number | undefined
  readonly failedAtMicros: number | undefined
  /** `NEVER` for a group without end. */
  readonly expiresAtMicros: number
  readonly families: number
  readonly series: number
  /** Of the content when it is not compressed. */
  readonly bytes: number
}

/** All that is known of a group but its metrics. */
export interface GroupRecord extends GroupEntry {
  readonly expiryRule: ExpiryRule | undefined
  readonly expiryIsCut: boolean
  /** What its last good push and the group itself say of its retention, whoever decides. */
  readonly own: OwnRetention
  /** Of the last push, whether it was taken or not. */
  readonly origin: PushOrigin | undefined
  /** Why the last push that was refused was. */
  readonly lastError: string | undefined
  /** When two writers last pushed it within a minute of each other. */
  readonly contestedAtMicros: number | undefined
}

export type ChangedEntry =
  | (GroupEntry & { readonly isDeleted: false })
  | (GroupAddress & { readonly isDeleted: true })

export function groupAddress(namespace: string, key: GroupingKey): GroupAddress {
  const labelsHash = createHash('sha256').update(encodeGroupingKey(key)).digest()
  return { namespace, labelsHash }
}

// What is held at a time of a tenant's groups beside what is made of them.
const ROWS_PER_FETCH = 5_000

interface EntryRow {
  namespace: string
  labels_hash: Buffer
  labels: Buffer
  pushed_at: number | null
  failed_at: number | null
  expires_at: number | null
  is_deleted: boolean
  families: number | null
  series: number | null
  content_bytes: number | null
  /** Only where the release that wrote it did not say how much it is. */
  uncounted: Buffer | null
}

interface RecordRow extends EntryRow {
  expiry_rule: ExpiryRule | null
  expiry_is_cut: boolean
  header_ttl_ms: number | null
  group_ttl_ms: number | null
  last_credential_id: string | null
  last_address: string | null
  last_user_agent: string | null
  last_error: string | null
  contested_at: number | null
}

const entryColumns = sql`
  groups.namespace, groups.labels_hash, labels, deleted_at is not null as is_deleted, families, series, content_bytes,
  case when series is null then content end as uncounted,
  (extract(epoch from pushed_at) * 1000000)::bigint as pushed_at,
  (extract(epoch from failed_at) * 1000000)::bigint as failed_at,
  (extract(epoch from expires_at) * 1000000)::bigint as expires_at
`

const recordColumns = sql`
  ${entryColumns}, expiry_rule, expiry_is_cut, header_ttl_ms, group_ttl_ms,
  last_credential_id, last_address, last_user_agent, last_error,
  (extract(epoch from contested_at) * 1000000)::bigint as contested_at
`

/**
 * Hands every group that changed after that version to `visit`, deleted ones included; from version 0 on, only what is
 * there. Needs a transaction in which the head does not move.
 */
export async function visitChangedEntries(
  db: TenantDb,
  tenantId: TenantId,
  afterVersion: number,
  visit: (entry: ChangedEntry) => void,
): Promise<void> {
  await sql`
    declare changed_entries no scroll cursor for
    select ${entryColumns} from groups
      where tenant_id = ${tenantId}::uuid and version > ${afterVersion}::bigint
        and (${afterVersion}::bigint > 0 or deleted_at is null)
  `.execute(db)
  for (;;) {
    const { rows } = await sql
      .raw<EntryRow>(`fetch ${ROWS_PER_FETCH} from changed_entries`)
      .execute(db)
    for (const row of rows) visit(changedEntry(row))
    if (rows.length < ROWS_PER_FETCH) break
  }
  await sql.raw('close changed_entries').execute(db)
}

/** Those of the groups that are there, in no order; some of them may have ended already. */
export async function findGroupRecords(
  db: TenantDb,
  tenantId: TenantId,
  addresses: readonly GroupAddress[],
): Promise<GroupRecord[]> {
  const namespaces = addresses.map(({ namespace }) => namespace)
  const hashes = addresses.map(({ labelsHash }) => labelsHash)
  // One look-up by primary key for each, whatever the planner believes: a join over the whole table is quadratic.
  const { rows } = await sql<RecordRow>`
    select found.* from unnest(${namespaces}::text[], ${hashes}::bytea[]) as wanted (namespace, labels_hash)
      cross join lateral (
        select ${recordColumns} from groups
          where tenant_id = ${tenantId}::uuid and namespace = wanted.namespace
            and labels_hash = wanted.labels_hash and deleted_at is null
          limit 1) as found
  `.execute(db)
  return rows.map(toRecord)
}

/** Groups in the order of their addresses, behind that one; to read all of them page by page. */
export async function listGroupRecords(
  db: TenantDb,
  tenantId: TenantId,
  after: GroupAddress | undefined,
  limit: number,
): Promise<GroupRecord[]> {
  const { rows } = await sql<RecordRow>`
    select ${recordColumns} from groups
      where tenant_id = ${tenantId}::uuid and deleted_at is null
        and (groups.namespace, groups.labels_hash) >
          (${after?.namespace ?? ''}, ${after?.labelsHash ?? Buffer.alloc(0)}::bytea)
      order by groups.namespace, groups.labels_hash limit ${limit}
  `.execute(db)
  return rows.map(toRecord)
}

/** What a group holds, as bytes; `undefined` when it is not there. */
export async function findGroupContent(
  db: TenantDb,
  tenantId: TenantId,
  { namespace, labelsHash }: GroupAddress,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('groups')
    .select('content')
    .where('tenant_id', '=', tenantId)
    .where('namespace', '=', namespace)
    .where('labels_hash', '=', labelsHash)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row && (row.content ? unpack(row.content) : new Uint8Array())
}

/** What several groups hold, in their order; `undefined` for one that is not there. */
export async function findGroupContents(
  db: TenantDb,
  tenantId: TenantId,
  addresses: readonly GroupAddress[],
): Promise<(Uint8Array | undefined)[]> {
  const namespaces = addresses.map(({ namespace }) => namespace)
  const hashes = addresses.map(({ labelsHash }) => labelsHash)
  const { rows } = await sql<{ n: number; content: Buffer | null }>`
    select wanted.n, found.content
      from unnest(${namespaces}::text[], ${hashes}::bytea[]) with ordinality as wanted (namespace, labels_hash, n)
      cross join lateral (
        select content from groups
          where tenant_id = ${tenantId}::uuid and namespace = wanted.namespace
            and labels_hash = wanted.labels_hash and deleted_at is null
          limit 1) as found
  `.execute(db)
  const contents = new Map(rows.map(({ n, content }) => [n, content]))
  return addresses.map((_, index) => {
    const content = contents.get(index + 1)
    if (content === undefined) return undefined
    return content ? unpack(content) : new Uint8Array()
  })
}

function changedEntry(row: EntryRow): ChangedEntry {
  const { namespace, labels_hash: labelsHash } = row
  return row.is_deleted
    ? { namespace, labelsHash, isDeleted: true }
    : { ...toEntry(row), isDeleted: false }
}

function toEntry(row: EntryRow): GroupEntry {
  return {
    namespace: row.namespace,
    labelsHash: row.labels_hash,
    groupingKey: decodeGroupingKey(row.labels),
    pushedAtMicros: row.pushed_at ?? undefined,
    failedAtMicros: row.failed_at ?? undefined,
    expiresAtMicros: row.expires_at ?? NEVER,
    ...sizeOf(row),
  }
}

function sizeOf({ families, series, content_bytes, uncounted }: EntryRow) {
  if (series === null) {
    return contentSize(unpackContent(uncounted ? unpack(uncounted) : new Uint8Array()))
  }
  return { families: families ?? 0, series, bytes: content_bytes ?? 0 }
}

function toRecord(row: RecordRow): GroupRecord {
  return {
    ...toEntry(row),
    expiryRule: row.expiry_rule ?? undefined,
    expiryIsCut: row.expiry_is_cut,
    own: { headerMs: row.header_ttl_ms ?? undefined, groupMs: row.group_ttl_ms ?? undefined },
    origin:
      row.last_credential_id === null
        ? undefined
        : {
            credentialId: row.last_credential_id,
            address: row.last_address ?? '',
            userAgent: row.last_user_agent ?? undefined,
          },
    lastError: row.last_error ?? undefined,
    contestedAtMicros: row.contested_at ?? undefined,
  }
}
