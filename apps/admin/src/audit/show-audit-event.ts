import type * as contract from '@postern/contract'
import { auditActions, auditTargetKinds } from '@postern/domain'
import type { AuditEventRow } from '@postern/store'

export function showAuditEvent(row: AuditEventRow): contract.AuditEvent {
  return {
    id: row.id,
    sequence: row.sequence,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: known(auditActions, row.action),
    target: { kind: known(auditTargetKinds, row.target_kind), id: row.target_id },
    before: state(row.state_before),
    after: state(row.state_after),
    outcome: row.outcome,
    reason: row.reason,
    requestId: row.request_id,
    address: row.address,
    userAgent: row.user_agent,
    previousHash: row.previous_hash.toString('hex'),
    hash: row.hash.toString('hex'),
  }
}

function state(text: string | null): Record<string, unknown> | null {
  return text === null ? null : JSON.parse(text)
}

/** A newer release may have written others; they are shown as they are. */
function known<T extends string>(_words: readonly T[], word: string): T {
  // What was written is one of ours, of this release or of a later one, and leaves as text either way.
  return word as T
}
