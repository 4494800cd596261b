import type * as contract from '@postern/contract'
import { DEFAULT_PAGE_SIZE } from '@postern/contract'
import type { TenantId } from '@postern/domain'
import {
  type AuditFilter,
  type Db,
  listAuditEvents as readEvents,
  withTenant,
} from '@postern/store'
import { invalidRequest } from '../invalid-request.ts'
import { showAuditEvent } from './show-audit-event.ts'

/** One page of a chain. Throws `request-invalid` for a cursor that we did not give out. */
export async function readAudit(
  db: Db,
  tenant: TenantId,
  query: contract.AuditQuery,
): Promise<contract.Reply<typeof contract.listAuditEvents>> {
  const { limit = DEFAULT_PAGE_SIZE, order = 'newest', cursor } = query
  const after = cursor === undefined ? undefined : fromCursor(cursor)
  const page = { order, after, limit: limit + 1 }
  const rows = await withTenant(db, tenant, (own) => readEvents(own, tenant, filterOf(query), page))
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    events: shown.map(showAuditEvent),
    ...(last && rows.length > limit ? { nextCursor: toCursor(last.sequence) } : {}),
  }
}

const EXPORT_PAGE_SIZE = 500

/** All of a chain that the filter leaves, one event a line, read in pages so that its length does not matter. */
export async function* exportAudit(
  db: Db,
  tenant: TenantId,
  query: contract.AuditQuery,
): AsyncGenerator<string> {
  const order = query.order ?? 'oldest'
  let after = query.cursor === undefined ? undefined : fromCursor(query.cursor)
  for (;;) {
    const page = { order, after, limit: EXPORT_PAGE_SIZE }
    const rows = await withTenant(db, tenant, (own) =>
      readEvents(own, tenant, filterOf(query), page),
    )
    for (const row of rows) yield `${JSON.stringify(showAuditEvent(row))}\n`
    if (rows.length < EXPORT_PAGE_SIZE) return
    after = rows.at(-1)?.sequence
  }
}

function filterOf({ action, actor, since, until }: contract.AuditQuery): AuditFilter {
  return {
    action,
    actor,
    since: since === undefined ? undefined : moment('/since', since),
    until: until === undefined ? undefined : moment('/until', until),
  }
}

function moment(pointer: string, text: string): Date {
  const at = new Date(text)
  if (!Number.isNaN(at.getTime())) return at
  throw invalidRequest('querystring', pointer, 'must be a time such as 2030-01-31T12:00:00Z')
}

function toCursor(sequence: number): string {
  return Buffer.from(String(sequence)).toString('base64url')
}

function fromCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw invalidRequest('querystring', '/cursor', 'is not one that this server gave out')
}
