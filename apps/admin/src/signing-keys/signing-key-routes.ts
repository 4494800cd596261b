import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { Problem } from '@postern/domain'
import { listSigningKeys } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { addSigningKey, type SigningKeyDeps } from './add-signing-key.ts'
import { revokeSigningKey } from './revoke-signing-key.ts'
import { showSigningKey } from './show-signing-key.ts'

// Every replica knows a new key well before, and so does whoever fetches the published ones as often as told.
const PUBLISHED_BEFORE_MS = 60 * 1_000

export async function signingKeyRoutes(
  app: FastifyInstance,
  deps: SigningKeyDeps & { readonly clock: () => number },
): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listSigningKeys,
    handler: async () => {
      const keys = await listSigningKeys(db)
      return { signingKeys: keys.map((key) => showSigningKey(key, keys, clock())) }
    },
  })

  routes.route({
    ...contract.rotateSigningKey,
    handler: async (request, reply) => {
      const nowMs = clock()
      const signsFrom = new Date(nowMs + PUBLISHED_BEFORE_MS)
      const key = await addSigningKey(deps, signsFrom, actContext(request, nowMs))
      if (!key) throw new Problem('signing-key-exists', 'somebody else made the next key just now')
      reply.code(201)
      return { signingKey: showSigningKey(key, [key], nowMs) }
    },
  })

  routes.route({
    ...contract.revokeSigningKey,
    handler: async (request, reply) => {
      await revokeSigningKey(deps, request.params.id, actContext(request, clock()))
      return reply.code(204).send(null)
    },
  })
}
