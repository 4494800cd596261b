import {
  DEFAULT_NAMESPACE,
  decodeGroupingKey,
  type GroupContent,
  type GroupingKey,
  linesOf,
  type TenantId,
  unpackContent,
} from '@postern/domain'
import { sql } from 'kysely'
import { unpack } from './compression.ts'
import type { TenantDb } from './with-tenant.ts'

/** Rows are fetched so many at a time: their contents may be large. */
const ROWS_PER_FETCH = 200

/** A label as the lines of samples show it; its name and value need no escaping. */
export interface PosedLabel {
  readonly name: string
  readonly value: string
}

interface PosingRow {
  labels: Buffer
  content: Buffer
}

/**
 * A group of `default` whose path or series have that label, among those that changed after that version: what shows as
 * a series of a namespace of that name. Needs a transaction in which the head does not move: its lock, or a snapshot.
 * Costs the reading of what `default` holds, as far as it changed.
 */
export async function findPosingGroup(
  db: TenantDb,
  tenantId: TenantId,
  label: PosedLabel,
  { afterVersion, nowMicros }: { readonly afterVersion: number; readonly nowMicros: number },
): Promise<GroupingKey | undefined> {
  await sql`
    declare posing_groups no scroll cursor for
    select labels, content from groups
      where tenant_id = ${tenantId}::uuid and namespace = ${DEFAULT_NAMESPACE}
        and version > ${afterVersion}::bigint and deleted_at is null
        and (expires_at is null or expires_at > to_timestamp(${nowMicros / 1e6}::float8))
  `.execute(db)
  let found: GroupingKey | undefined
  for (;;) {
    const { rows } = await sql
      .raw<PosingRow>(`fetch ${ROWS_PER_FETCH} from posing_groups`)
      .execute(db)
    found = rows.map((row) => posingKey(row, label)).find((key) => key !== undefined)
    if (found || rows.length < ROWS_PER_FETCH) break
  }
  await sql.raw('close posing_groups').execute(db)
  return found
}

function posingKey({ labels, content }: PosingRow, label: PosedLabel): GroupingKey | undefined {
  const key = decodeGroupingKey(labels)
  if (isInKey(key, label) || isInLines(unpackContent(unpack(content)), label)) return key
  return undefined
}

function isInKey(key: GroupingKey, { name, value }: PosedLabel): boolean {
  return key.some((part, index) => index % 2 === 0 && part === name && key[index + 1] === value)
}

const SEPARATORS: ReadonlySet<number | undefined> = new Set(Buffer.from('{,'))

/** Within a value no quote stands without a backslash before it, so what reads as a label here is one. */
function isInLines(content: GroupContent, { name, value }: PosedLabel): boolean {
  const label = Buffer.from(`${name}="${value}"`)
  return content.families.some((entry) => {
    const { buffer, byteOffset, byteLength } = linesOf(content, entry)
    const lines = Buffer.from(buffer, byteOffset, byteLength)
    for (let at = lines.indexOf(label); at >= 0; at = lines.indexOf(label, at + 1)) {
      // Else it is the end of a longer name.
      if (SEPARATORS.has(lines[at - 1])) return true
    }
    return false
  })
}
