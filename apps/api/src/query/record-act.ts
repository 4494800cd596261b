import type { AuditAct } from '@postern/domain'
import { appendAudit, type Db, withTenant } from '@postern/store'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { callerOf } from '../auth/caller.ts'

/** What a credential is about to do to many groups at once. */
export type RecordAct = (act: Pick<AuditAct, 'action' | 'before' | 'after'>) => Promise<void>

export interface RecordDeps {
  readonly db: Db
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/**
 * Says it in the tenant's audit. Call it before the act: many groups go in several transactions, and none of them may go
 * unrecorded.
 */
export function actRecorder(request: FastifyRequest, { db, clock }: RecordDeps): RecordAct {
  const { credential, tenant } = principalOf(request)
  const { id, name } = credential
  const actor = { kind: 'credential', id, name, ...callerOf(request) } as const
  const target = { kind: 'tenant', id: tenant.slug } as const
  return (act) =>
    withTenant(db, tenant.id, (own) =>
      appendAudit(own, tenant.id, { actor, nowMs: clock() }, { ...act, target }),
    )
}
