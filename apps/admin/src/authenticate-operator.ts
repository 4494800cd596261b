import { operatorKeyId, Problem } from '@postern/domain'
import { type KeyHasher, requireApiKey } from '@postern/server'
import { type Db, findOperatorKey, type OperatorKey } from '@postern/store'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyRequest {
    operator: OperatorKey | undefined
  }
}

export interface OperatorDeps {
  readonly db: Db
  readonly hasher: KeyHasher
  readonly clock: () => number
}

/** Lets operators in and nobody else, before a byte of the body is read. */
export const authenticateOperator = fp<OperatorDeps>(
  async (app, deps) => {
    app.decorateRequest('operator', undefined)
    app.addHook('onRequest', async (request) => {
      request.operator = await findOperator(request, deps)
    })
  },
  { name: 'authenticate-operator' },
)

async function findOperator(request: FastifyRequest, deps: OperatorDeps): Promise<OperatorKey> {
  const { scheme, key } = requireApiKey(request)
  if (scheme !== 'bearer') {
    throw new Problem(
      'credential-invalid',
      'send the operator key as "Authorization: Bearer <key>"',
    )
  }
  if (key.kind !== 'operator') {
    throw new Problem('credential-invalid', 'this is the key of a tenant, not of an operator')
  }
  const found = await findOperatorKey(deps.db, operatorKeyId(key.keyId))
  // One and the same answer, after the same work, for a key that never was and one whose secret is wrong.
  if (!deps.hasher.matches(key.secret, found?.secret) || !found) {
    throw new Problem('credential-invalid', 'the operator key is not known')
  }
  refuseEnded(found, deps.clock())
  return found
}

function refuseEnded({ revokedAt, expiresAt }: OperatorKey, nowMs: number): void {
  if (revokedAt) throw new Problem('credential-invalid', 'the operator key was revoked')
  if (expiresAt && expiresAt.getTime() <= nowMs) {
    throw new Problem('credential-invalid', 'the operator key has expired')
  }
}
