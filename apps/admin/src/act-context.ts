import type { ActContext } from '@postern/domain'
import type { FastifyRequest } from 'fastify'

/** Who makes this request, and when, for the audit. Not for routes that are public. */
export function actContext(request: FastifyRequest, nowMs: number): ActContext {
  const { caller } = request
  if (!caller) throw new Error('nobody is known to make this request')
  return {
    actor: {
      kind: caller.kind,
      id: caller.id,
      requestId: request.id,
      address: request.ip,
      userAgent: request.headers['user-agent'],
    },
    nowMs,
  }
}
