import type { Account, ActContext, AuditActor } from '@postern/domain'
import type { FastifyRequest } from 'fastify'

/** Who makes this request, and when, for the audit. Not for routes that are public. */
export function actContext(request: FastifyRequest, nowMs: number): ActContext {
  const { caller } = request
  if (!caller) throw new Error('nobody is known to make this request')
  return {
    ...contextOf(request, nowMs, caller.kind, caller.id),
    ifMatch: request.headers['if-match'],
  }
}

/** The same for somebody who proves with this very request who they are. */
export function personContext(
  request: FastifyRequest,
  nowMs: number,
  { id }: Pick<Account, 'id'>,
): ActContext {
  return contextOf(request, nowMs, 'account', id)
}

/** And for somebody who does not. */
export function strangerContext(request: FastifyRequest, nowMs: number): ActContext {
  return contextOf(request, nowMs, 'anonymous', undefined)
}

function contextOf(
  request: FastifyRequest,
  nowMs: number,
  kind: AuditActor['kind'],
  id: string | undefined,
): ActContext {
  return {
    actor: {
      kind,
      id,
      requestId: request.id,
      address: request.ip,
      userAgent: request.headers['user-agent'],
    },
    nowMs,
  }
}
