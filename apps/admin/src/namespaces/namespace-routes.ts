import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { type TenantDb, withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendTag } from '../entity-tag.ts'
import { getLivingTenant, getTenant } from '../tenants/get-tenant.ts'
import { createNamespace, type NamespaceStore } from './create-namespace.ts'
import { listNamespaces } from './list-namespaces.ts'
import { requireNamespace } from './require-namespace.ts'
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
    ...contract.getNamespace,
    handler: async ({ params }, reply) => {
      const { id } = await getTenant(db, params.slug)
      const read = (own: TenantDb) => requireNamespace(own, id, params.name)
      const namespace = showNamespace(await withTenant(db, id, read))
      sendTag(reply, namespace)
      return { namespace }
    },
  })

  routes.route({
    ...contract.updateNamespace,
    handler: async (request, reply) => {
      const { slug, name } = request.params
      const tenant = await getLivingTenant(db, slug)
      const context = actContext(request, clock())
      const changed = await updateNamespace(db, tenant, name, request.body, context)
      const namespace = showNamespace(changed)
      sendTag(reply, namespace)
      return { namespace }
    },
  })
}
