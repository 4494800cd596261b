import type { ActContext } from '@postern/domain'
import type { FastifyRequest } from 'fastify'

/** Who makes this request, and when, for the audit. Only behind `authenticateOperator`. */
export function actContext(request: FastifyRequest, nowMs: number): ActContext {
  if (!request.operator) throw new Error('the route is not behind authenticateOperator')
  return {
    actor: {
      kind: 'operator',
      id: request.operator.id,
      requestId: request.id,
      address: request.ip,
      userAgent: request.headers['user-agent'],
    },
    nowMs,
  }
}
