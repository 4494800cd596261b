import type { FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { callerOf } from '../auth/caller.ts'
import { writerOf } from '../auth/principal.ts'
import type { Sender } from '../lane/change.ts'

/** Who pushes, for the group's own record. */
export function pushSender(request: FastifyRequest): Sender {
  const { address, userAgent } = callerOf(request)
  const principal = principalOf(request)
  return {
    origin: { credentialId: principal.credential.id, address, userAgent },
    writer: writerOf(principal),
  }
}
