import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { operatorKeyId } from '@postern/domain'
import { listOperatorKeys } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { readPage } from '../page.ts'
import { createOperatorKey, type OperatorKeyDeps } from './create-operator-key.ts'
import { revokeOperatorKey } from './revoke-operator-key.ts'
import { showOperatorKey } from './show-operator-key.ts'

export async function operatorKeyRoutes(
  app: FastifyInstance,
  deps: OperatorKeyDeps & { readonly clock: () => number },
): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listOperatorKeys,
    handler: async ({ query }) => {
      const { items, next } = await readPage(query, ({ limit, after }) =>
        listOperatorKeys(db, {
          limit,
          after: after === undefined ? undefined : operatorKeyId(after),
        }),
      )
      return { operatorKeys: items.map(showOperatorKey), ...next }
    },
  })

  routes.route({
    ...contract.createOperatorKey,
    handler: async (request, reply) => {
      const { key, text } = await createOperatorKey(
        deps,
        request.body,
        actContext(request, clock()),
      )
      reply.code(201).header('cache-control', 'no-store')
      return { operatorKey: showOperatorKey(key), secret: text }
    },
  })

  routes.route({
    ...contract.revokeOperatorKey,
    handler: async (request, reply) => {
      await revokeOperatorKey(db, request.params.id, actContext(request, clock()))
      return reply.code(204).send(null)
    },
  })
}
