import { createHash } from 'node:crypto'
import { type Expiry, encodeGroupingKey, NEVER, type TenantId } from '@postern/domain'
import { type RawBuilder, sql } from 'kysely'
import { pack } from './compression.ts'
import type { GroupRow } from './groups.ts'

/**
 * What writes groups and tombstones, all with that version: one statement for any number.
 *
 * All bytes travel as one parameter, from which the server cuts each value: an array of bytea would travel as hexadecimal
 * text, at twice the size and many times the work.
 */
export async function savingGroups(
  tenantId: TenantId,
  rows: readonly GroupRow[],
  version: number,
  atMicros: number,
): Promise<RawBuilder<unknown>> {
  const cells = new Cells()
  for (const row of rows) await cells.add(row)
  return sql`
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
        case when cell.content_length = 0 then to_timestamp(${atMicros / 1e6}::float8) end,
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
  `
}

/** The columns of `savingGroups`: arrays, and one run of bytes with hash, labels and content of each row in turn. */
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
