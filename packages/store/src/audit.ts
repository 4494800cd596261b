/** The audit: events in a chain per tenant, each with the hash of the one before. Written, never changed. */
import type { ActContext, AuditAct, TenantId } from '@postern/domain'
import { newUuid } from '@postern/domain'
import { type Selectable, sql } from 'kysely'
import { hashAuditEvent } from './audit-hash.ts'
import type { AuditEventTable } from './database.ts'
import type { TenantDb } from './with-tenant.ts'

export type AuditEventRow = Selectable<AuditEventTable>

export interface AuditHead {
  readonly sequence: number
  readonly hash: Buffer
}

// What stands before the first event.
const NO_HASH = Buffer.alloc(32)

// Enough to tell one client from another; the rest of a header is the client's to fill.
const MAX_USER_AGENT = 256

/**
 * Adds an event to the tenant's chain, in the transaction of the act itself: both are there or neither. Call it last,
 * since it holds up every other event of the tenant until the transaction ends.
 */
export async function appendAudit(
  db: TenantDb,
  tenant: TenantId,
  { actor, nowMs }: ActContext,
  act: AuditAct,
): Promise<void> {
  const head = await lockAuditHead(db, tenant)
  const unhashed = {
    tenant_id: tenant,
    sequence: head.sequence + 1,
    id: newUuid(nowMs),
    at: new Date(nowMs),
    actor_kind: actor.kind,
    actor_id: actor.id ?? null,
    actor_name: actor.name ?? null,
    action: act.action,
    target_kind: act.target.kind,
    target_id: act.target.id,
    state_before: act.before === undefined ? null : JSON.stringify(act.before),
    state_after: act.after === undefined ? null : JSON.stringify(act.after),
    outcome: act.outcome ?? 'done',
    reason: act.reason ?? null,
    request_id: actor.requestId ?? null,
    address: actor.address ?? null,
    user_agent: actor.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    previous_hash: head.hash,
  }
  const hash = hashAuditEvent(unhashed)
  await db
    .insertInto('audit_events')
    .values({ ...unhashed, hash })
    .execute()
  await db
    .updateTable('audit_heads')
    .set({ sequence: unhashed.sequence, hash })
    .where('tenant_id', '=', tenant)
    .execute()
}

/** The end of the chain, which nobody else can move until this transaction ends. */
export async function lockAuditHead(db: TenantDb, tenant: TenantId): Promise<AuditHead> {
  const { rows } = await sql<AuditHead>`
    insert into audit_heads (tenant_id, sequence, hash) values (${tenant}::uuid, 0, ${NO_HASH})
    on conflict (tenant_id) do update set sequence = audit_heads.sequence
    returning sequence, hash
  `.execute(db)
  const [head] = rows
  if (!head) throw new Error('an upsert returned no row')
  return head
}

export async function findAuditHead(
  db: TenantDb,
  tenant: TenantId,
): Promise<AuditHead | undefined> {
  return db
    .selectFrom('audit_heads')
    .select(['sequence', 'hash'])
    .where('tenant_id', '=', tenant)
    .executeTakeFirst()
}

export interface AuditFilter {
  readonly action?: string | undefined
  readonly actor?: string | undefined
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

export interface AuditPage {
  readonly order: 'newest' | 'oldest'
  readonly limit: number
  /** The sequence of the last event of the page before. */
  readonly after: number | undefined
}

export async function listAuditEvents(
  db: TenantDb,
  tenant: TenantId,
  filter: AuditFilter,
  page: AuditPage,
): Promise<AuditEventRow[]> {
  const { action, actor, since, until } = filter
  const { order, limit, after } = page
  const newest = order === 'newest'
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .$if(action !== undefined, (qb) => qb.where('action', '=', action ?? ''))
    .$if(actor !== undefined, (qb) => qb.where('actor_id', '=', actor ?? ''))
    .$if(since !== undefined, (qb) => qb.where('at', '>=', since ?? new Date(0)))
    .$if(until !== undefined, (qb) => qb.where('at', '<', until ?? new Date(0)))
    .$if(after !== undefined, (qb) => qb.where('sequence', newest ? '<' : '>', after ?? 0))
    .orderBy('sequence', newest ? 'desc' : 'asc')
    .limit(limit)
    .execute()
}
