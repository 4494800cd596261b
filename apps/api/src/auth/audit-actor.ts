import type { AuditActor } from '@postern/domain'
import type { FastifyRequest } from 'fastify'
import { principalOf } from './authenticate.ts'
import { callerOf } from './caller.ts'

/** Who sends the request, as the tenant's audit names them. */
export function auditActor(request: FastifyRequest): AuditActor {
  const { id, name } = principalOf(request).credential
  const { requestId, address, userAgent } = callerOf(request)
  return { kind: 'credential', id, name, requestId, address, userAgent }
}
