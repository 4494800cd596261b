import type { TenantId } from '@postern/domain'
import { type AuditEventRow, type AuditHead, findAuditHead, listAuditEvents } from './audit.ts'
import { hashAuditEvent } from './audit-hash.ts'
import type { Db } from './connect.ts'
import { isAnchorOf } from './expire-audit.ts'
import { type TenantDb, withTenantSnapshot } from './with-tenant.ts'

/** Whole, with so many events; or broken first at that place. */
export type AuditVerdict =
  | { readonly whole: true; readonly events: number }
  | { readonly whole: false; readonly sequence: number; readonly fault: string }

const PAGE_SIZE = 1_000

/**
 * Reads a tenant's chain from its beginning and tells where it was changed, if it was. A chain whose oldest events went
 * by retention begins later; an event further on has to say so.
 */
export function verifyAudit(db: Db, tenant: TenantId): Promise<AuditVerdict> {
  return withTenantSnapshot(db, tenant, async (own) => {
    let last = await findBeginning(own, tenant)
    const beginning = last
    let isAnchored = beginning.sequence === 0
    for (;;) {
      const page = { order: 'oldest', limit: PAGE_SIZE, after: last.sequence } as const
      const events = await listAuditEvents(own, tenant, {}, page)
      for (const event of events) {
        const fault = faultOf(event, last)
        if (fault !== undefined) return broken(last, fault)
        isAnchored ||= isAnchorOf(beginning, event)
        last = event
      }
      if (events.length < PAGE_SIZE) break
    }
    const head = await findAuditHead(own, tenant)
    const isEnd = (head?.sequence ?? 0) === last.sequence && (head?.hash.equals(last.hash) ?? true)
    if (!isEnd) return broken(last, 'the end of the chain is missing')
    if (!isAnchored) return broken(BEFORE_ALL, 'the beginning of the chain is missing')
    return { whole: true, events: last.sequence - beginning.sequence }
  })
}

// What the first event of all follows.
const BEFORE_ALL: AuditHead = { sequence: 0, hash: Buffer.alloc(32) }

/** What the first event that is there says it follows; whether that is right is still to be seen. */
async function findBeginning(own: TenantDb, tenant: TenantId): Promise<AuditHead> {
  const page = { order: 'oldest', limit: 1, after: undefined } as const
  const [first] = await listAuditEvents(own, tenant, {}, page)
  if (!first || first.sequence === 1) return BEFORE_ALL
  return { sequence: first.sequence - 1, hash: first.previous_hash }
}

function broken({ sequence }: AuditHead, fault: string): AuditVerdict {
  return { whole: false, sequence: sequence + 1, fault }
}

function faultOf(event: AuditEventRow, before: AuditHead): string | undefined {
  if (event.sequence !== before.sequence + 1) return 'the event is missing'
  if (!event.previous_hash.equals(before.hash)) return 'the event does not follow the one before it'
  return hashAuditEvent(event).equals(event.hash) ? undefined : 'the event was changed'
}
