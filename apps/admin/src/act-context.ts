import type { Account, ActContext, AuditActor } from '@postern/domain'
import type { FastifyRequest } from 'fastify'
import type { Caller } from './access/caller.ts'

/** Who makes this request, and when, for the audit. Not for routes that are public. */
export function actContext(request: FastifyRequest, nowMs: number): ActContext {
  const { caller } = request
  if (!caller) throw new Error('nobody is known to make this request')
  return {
    ...contextOf(request, nowMs, { kind: caller.kind, id: caller.id, name: nameOf(caller) }),
    ifMatch: request.headers['if-match'],
  }
}

/** The same for somebody who proves with this very request who they are. */
export function personContext(
  request: FastifyRequest,
  nowMs: number,
  { id, name }: Pick<Account, 'id' | 'name'>,
): ActContext {
  return contextOf(request, nowMs, { kind: 'account', id, name })
}

/** And for somebody who does not. */
export function strangerContext(request: FastifyRequest, nowMs: number): ActContext {
  return contextOf(request, nowMs, { kind: 'anonymous', id: undefined, name: undefined })
}

/** A person's name and not their address: a tenant that an operator works for sees it too. */
function nameOf(caller: Caller): string {
  return caller.kind === 'operator' ? caller.key.name : caller.account.name
}

function contextOf(
  request: FastifyRequest,
  nowMs: number,
  who: Pick<AuditActor, 'kind' | 'id' | 'name'>,
): ActContext {
  return {
    actor: {
      ...who,
      requestId: request.id,
      address: request.ip,
      userAgent: request.headers['user-agent'],
    },
    nowMs,
  }
}
