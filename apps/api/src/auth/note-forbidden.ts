import { Problem, type ProblemCode } from '@postern/domain'
import type { FastifyRequest } from 'fastify'
import type { AuthFailures } from './auth-failures.ts'
import { callerOf } from './caller.ts'
import type { Principal } from './principal.ts'
import type { RefusalReason } from './refusal.ts'

const reasons: Partial<Record<ProblemCode, RefusalReason>> = {
  'scope-insufficient': 'scope',
  'namespace-forbidden': 'namespace',
  'label-forbidden': 'label',
}

/** Records what a credential asked for and may not. */
export function noteForbidden(
  failures: AuthFailures,
  { credential, tenant }: Principal,
  request: FastifyRequest,
  error: unknown,
): void {
  const reason = error instanceof Problem ? reasons[error.code] : undefined
  if (reason === undefined) return
  const caller = callerOf(request)
  failures.note({
    tenantId: tenant.id,
    credentialId: credential.id,
    credentialName: credential.name,
    isRule: credential.kind === 'trust-rule',
    isProven: true,
    reason,
    caller,
  })
}
