import type { PushOrigin } from '@postern/store'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { callerOf } from '../auth/caller.ts'

/** Who pushes, for the group's own record. */
export function pushOrigin(request: FastifyRequest): PushOrigin {
  const { address, userAgent } = callerOf(request)
  return { credentialId: principalOf(request).credential.id, address, userAgent }
}
