import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { findRetention, type TenantDb, withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendTag } from '../entity-tag.ts'
import { requireNamespace } from '../namespaces/require-namespace.ts'
import { getTenant } from '../tenants/get-tenant.ts'
import type { RetentionDeps } from './change-retention.ts'
import { setNamespaceRetention } from './set-namespace-retention.ts'
import { setTenantRetention } from './set-tenant-retention.ts'
import { showNamespaceRetention, showTenantRetention } from './show-retention.ts'

/** How long groups are held: of tenants, namespaces and jobs. */
export async function retentionRoutes(app: FastifyInstance, deps: RetentionDeps): Promise<void> {
  const { db, clock, retention: system } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.getTenantRetention,
    handler: async ({ params }, reply) => {
      const { id } = await getTenant(db, params.slug)
      const policies = await withTenant(db, id, (own) => findRetention(own, id, system))
      const retention = showTenantRetention(policies)
      sendTag(reply, retention.settings)
      return { retention }
    },
  })

  routes.route({
    ...contract.setTenantRetention,
    handler: async (request) => {
      const tenant = await getTenant(db, request.params.slug)
      const context = actContext(request, clock())
      return setTenantRetention(deps, tenant, request.body, request.caller, context)
    },
  })

  routes.route({
    ...contract.getNamespaceRetention,
    handler: async ({ params }, reply) => {
      const { id } = await getTenant(db, params.slug)
      const read = async (own: TenantDb) => {
        await requireNamespace(own, id, params.name)
        return findRetention(own, id, system)
      }
      const retention = showNamespaceRetention(await withTenant(db, id, read), params.name)
      sendTag(reply, retention.settings)
      return { retention }
    },
  })

  routes.route({
    ...contract.setNamespaceRetention,
    handler: async (request) => {
      const tenant = await getTenant(db, request.params.slug)
      const context = actContext(request, clock())
      return setNamespaceRetention(deps, tenant, request.params.name, request.body, context)
    },
  })
}
