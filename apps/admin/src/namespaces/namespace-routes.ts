import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { getLivingTenant, getTenant } from '../tenants/get-tenant.ts'
import { createNamespace, type NamespaceStore } from './create-namespace.ts'
import { listNamespaces } from './list-namespaces.ts'
import { showNamespace } from './show-namespace.ts'
import { updateNamespace } from './update-namespace.ts'

export interface NamespaceDeps extends NamespaceStore {
  readonly clock: () => number
}

export async function namespaceRoutes(app: FastifyInstance, deps: NamespaceDeps): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listNamespaces,
    handler: async ({ params }) => listNamespaces(db, await getTenant(db, params.slug)),
  })

  routes.route({
    ...contract.createNamespace,
    handler: async (request, reply) => {
      const tenant = await getLivingTenant(db, request.params.slug)
      const context = actContext(request, clock())
      const namespace = await createNamespace(deps, tenant, request.body, context)
      reply.code(201)
      return { namespace: showNamespace(namespace) }
    },
  })

  routes.route({
    ...contract.updateNamespace,
    handler: async (request) => {
      const { slug, name } = request.params
      const tenant = await getLivingTenant(db, slug)
      const context = actContext(request, clock())
      const namespace = await updateNamespace(db, tenant, name, request.body, context)
      return { namespace: showNamespace(namespace) }
    },
  })
}
