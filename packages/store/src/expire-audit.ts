/** The end of the audit's oldest events: the chain begins later then, and an event in it says where and why. */
import { systemContext, type TenantId } from '@postern/domain'
import type { Selectable } from 'kysely'
import { appendAudit, lockAuditHead } from './audit.ts'
import type { AuditEventTable } from './database.ts'
import type { TenantDb } from './with-tenant.ts'

/** The last event that was taken away. What follows it in the chain carries its hash. */
export interface AuditAnchor {
  readonly sequence: number
  readonly hash: Buffer
}

const EXPIRE = 'audit.expire'

// Some seconds' worth at most, below what a statement may take.
const MAX_EVENTS = 20_000

/** When the oldest event of the chain was; `undefined` when there is none. */
export async function oldestAuditEvent(db: TenantDb, tenant: TenantId): Promise<Date | undefined> {
  const oldest = await db
    .selectFrom('audit_events')
    .select('at')
    .where('tenant_id', '=', tenant)
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst()
  return oldest?.at
}

/**
 * Takes away what stands before the first event from that moment on, some thousands at a time; true while there may be
 * more. What was left out of the middle would look like tampering, so a younger event keeps all that follow it. Throws
 * for a chain whose beginning somebody else took: it stays as it is, for whoever looks into that.
 */
export async function expireAudit(
  db: TenantDb,
  tenant: TenantId,
  before: Date,
  nowMs: number,
): Promise<boolean> {
  // Locked as by whoever adds an event, so that none is added meanwhile.
  await lockAuditHead(db, tenant)
  const oldest = await db
    .selectFrom('audit_events')
    .select(['sequence', 'at', 'hash', 'previous_hash'])
    .where('tenant_id', '=', tenant)
    .orderBy('sequence')
    .limit(MAX_EVENTS)
    .execute()
  await refuseUnanchored(db, tenant, oldest[0])
  const young = oldest.findIndex(({ at }) => at >= before)
  const events = young === -1 ? oldest.length : young
  const anchor = oldest[events - 1]
  if (!anchor) return false
  const { numDeletedRows } = await db
    .deleteFrom('audit_events')
    .where('tenant_id', '=', tenant)
    .where('sequence', '<=', anchor.sequence)
    .executeTakeFirst()
  // A policy hides from us what may not go yet. Better none than a chain with a hole.
  if (Number(numDeletedRows) !== events) {
    throw new Error(`the database let ${numDeletedRows} of ${events} events of the audit go`)
  }
  await appendAudit(db, tenant, systemContext(nowMs), {
    action: EXPIRE,
    target: { kind: 'audit', id: String(anchor.sequence) },
    after: showAnchor(anchor),
  })
  return events === MAX_EVENTS
}

async function refuseUnanchored(
  db: TenantDb,
  tenant: TenantId,
  first: (AuditAnchor & { readonly previous_hash: Buffer }) | undefined,
): Promise<void> {
  if (!first || first.sequence === 1) return
  const said = await db
    .selectFrom('audit_events')
    .select(['action', 'actor_kind', 'state_after'])
    .where('tenant_id', '=', tenant)
    .where('action', '=', EXPIRE)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  const anchor = { sequence: first.sequence - 1, hash: first.previous_hash }
  if (said && isAnchorOf(anchor, said)) return
  throw new Error(`the audit of ${tenant} is not shortened: the beginning of its chain is missing`)
}

/** What an event says of the anchor. */
function showAnchor({ sequence, hash }: AuditAnchor) {
  return { through: sequence, hash: hash.toString('hex') }
}

/** Whether the event says that the chain rightly begins behind that anchor. Only the admin app can make such a one. */
export function isAnchorOf(
  anchor: AuditAnchor,
  event: Pick<Selectable<AuditEventTable>, 'action' | 'actor_kind' | 'state_after'>,
): boolean {
  return (
    event.action === EXPIRE &&
    event.actor_kind === 'system' &&
    event.state_after === JSON.stringify(showAnchor(anchor))
  )
}
