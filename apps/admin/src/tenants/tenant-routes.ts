import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { Db } from '@postern/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendTag } from '../entity-tag.ts'
import { invalidRequest } from '../invalid-request.ts'
import { createTenant } from './create-tenant.ts'
import { getTenant } from './get-tenant.ts'
import { listTenants } from './list-tenants.ts'
import { type Move, moveTenant, tenantMoves } from './move-tenant.ts'
import { showTenant } from './show-tenant.ts'
import { updateTenant } from './update-tenant.ts'

export interface TenantDeps {
  readonly db: Db
  readonly clock: () => number
}

export async function tenantRoutes(app: FastifyInstance, { db, clock }: TenantDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listTenants,
    handler: ({ caller, query }) => listTenants(db, caller, query),
  })

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
    handler: async (request, reply) => {
      const { params, body } = request
      const context = actContext(request, clock())
      const tenant = showTenant(await updateTenant(db, params.slug, body, context))
      sendTag(reply, tenant)
      return { tenant }
    },
  })

  routes.route({
    ...contract.getTenant,
    handler: async ({ params }, reply) => {
      const tenant = showTenant(await getTenant(db, params.slug))
      sendTag(reply, tenant)
      return { tenant }
    },
  })

  lifeRoutes(app, { db, clock })
}

type StepRequest = FastifyRequest & { readonly params: { readonly slug: string } }

/** The steps of a tenant's life. */
function lifeRoutes(app: FastifyInstance, { db, clock }: TenantDeps): void {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  const step = (move: Move) => async (request: StepRequest) => {
    const context = actContext(request, clock())
    return { tenant: showTenant(await moveTenant(db, request.params.slug, move, context)) }
  }

  routes.route({ ...contract.suspendTenant, handler: step(tenantMoves.suspend) })
  routes.route({ ...contract.resumeTenant, handler: step(tenantMoves.resume) })
  routes.route({ ...contract.undeleteTenant, handler: step(tenantMoves.undelete) })

  routes.route({
    ...contract.deleteTenant,
    handler: async (request) => {
      const { params, query } = request
      await getTenant(db, params.slug)
      if (query.confirm !== params.slug) {
        throw invalidRequest('querystring', '/confirm', 'must be the slug of the tenant')
      }
      return step(tenantMoves.delete)(request)
    },
  })
}
