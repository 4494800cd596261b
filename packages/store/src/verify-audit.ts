import type { TenantId } from '@postern/domain'
import { type AuditEventRow, type AuditHead, findAuditHead, listAuditEvents } from './audit.ts'
import { hashAuditEvent } from './audit-hash.ts'
import type { Db } from './connect.ts'
import { withTenantSnapshot } from './with-tenant.ts'

/** Whole, with so many events; or broken first at that place. */
export type AuditVerdict =
  | { readonly whole: true; readonly events: number }
  | { readonly whole: false; readonly sequence: number; readonly fault: string }

const PAGE_SIZE = 1_000

/** Reads a tenant's chain from its beginning and tells where it was changed, if it was. */
export function verifyAudit(db: Db, tenant: TenantId): Promise<AuditVerdict> {
  return withTenantSnapshot(db, tenant, async (own) => {
    let last: AuditHead = { sequence: 0, hash: Buffer.alloc(32) }
    for (;;) {
      const page = { order: 'oldest', limit: PAGE_SIZE, after: last.sequence } as const
      const events = await listAuditEvents(own, tenant, {}, page)
      for (const event of events) {
        const fault = faultOf(event, last)
        if (fault !== undefined) return { whole: false, sequence: last.sequence + 1, fault }
        last = event
      }
      if (events.length < PAGE_SIZE) break
    }
    const head = await findAuditHead(own, tenant)
    if ((head?.sequence ?? 0) === last.sequence && (head?.hash.equals(last.hash) ?? true)) {
      return { whole: true, events: last.sequence }
    }
    return { whole: false, sequence: last.sequence + 1, fault: 'the end of the chain is missing' }
  })
}

function faultOf(event: AuditEventRow, before: AuditHead): string | undefined {
  if (event.sequence !== before.sequence + 1) return 'the event is missing'
  if (!event.previous_hash.equals(before.hash)) return 'the event does not follow the one before it'
  return hashAuditEvent(event).equals(event.hash) ? undefined : 'the event was changed'
}
