import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { AuditEventTable } from './database.ts'

export type UnhashedEvent = Omit<Selectable<AuditEventTable>, 'hash'>

/**
 * SHA-256 of everything that an event says and of the event before it. JSON quotes every part of a list, so no two
 * events are written alike; times count in milliseconds, in which they are made.
 */
export function hashAuditEvent(event: UnhashedEvent): Buffer {
  const parts = [
    event.previous_hash.toString('hex'),
    event.tenant_id,
    event.sequence,
    event.id,
    event.at.getTime(),
    event.actor_kind,
    event.actor_id,
    event.action,
    event.target_kind,
    event.target_id,
    event.state_before,
    event.state_after,
    event.outcome,
    event.reason,
    event.request_id,
    event.address,
    event.user_agent,
    // What was recorded before there were names has a shorter list.
    ...(event.actor_name === null ? [] : [event.actor_name]),
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}
