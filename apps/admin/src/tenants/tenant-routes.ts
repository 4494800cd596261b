import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { Db } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { createTenant } from './create-tenant.ts'
import { getTenant } from './get-tenant.ts'
import { listTenants } from './list-tenants.ts'
import { showTenant } from './show-tenant.ts'
import { updateTenant } from './update-tenant.ts'

export interface TenantDeps {
  readonly db: Db
  readonly clock: () => number
}

export async function tenantRoutes(app: FastifyInstance, { db, clock }: TenantDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({ ...contract.listTenants, handler: ({ query }) => listTenants(db, query) })

  routes.route({
    ...contract.createTenant,
    handler: async (request, reply) => {
      const tenant = await createTenant(db, request.body, actContext(request, clock()))
      reply.code(201).header('location', `/api/v1/tenants/${tenant.slug}`)
      return { tenant: showTenant(tenant) }
    },
  })

  routes.route({
    ...contract.updateTenant,
    handler: async (request) => {
      const { params, body } = request
      const context = actContext(request, clock())
      return { tenant: showTenant(await updateTenant(db, params.slug, body, context)) }
    },
  })

  routes.route({
    ...contract.getTenant,
    handler: async ({ params }) => ({ tenant: showTenant(await getTenant(db, params.slug)) }),
  })
}
