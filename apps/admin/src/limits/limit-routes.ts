import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { type Limits, systemLimits } from '@postern/domain'
import { type Db, withTenant } from '@postern/store'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendTag } from '../entity-tag.ts'
import { getTenant } from '../tenants/get-tenant.ts'
import { readLayers } from './read-layers.ts'
import { setLimits } from './set-limits.ts'
import { type Layers, type Mode, ownLayer, showLimits } from './show-limits.ts'
import { showUsage } from './show-usage.ts'

export interface LimitDeps {
  readonly db: Db
  readonly clock: () => number
  /** Of tenants of which nobody says otherwise. */
  readonly limits?: Limits
}

/** Limits of tenants and namespaces, and how much of them is used. */
export async function limitRoutes(
  app: FastifyInstance,
  { db, clock, limits = systemLimits }: LimitDeps,
): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  const show = (reply: FastifyReply, layers: Layers, mode: Mode = 'effective') => {
    sendTag(reply, ownLayer(layers))
    return showLimits(layers, mode, limits)
  }

  const read = async (slug: string, namespace: string | undefined) => {
    const { id } = await getTenant(db, slug)
    return withTenant(db, id, (own) => readLayers(own, id, namespace))
  }

  routes.route({
    ...contract.getTenantLimits,
    handler: async ({ params, query }, reply) =>
      show(reply, await read(params.slug, undefined), query.mode),
  })

  routes.route({
    ...contract.getNamespaceLimits,
    handler: async ({ params, query }, reply) =>
      show(reply, await read(params.slug, params.name), query.mode),
  })

  routes.route({
    ...contract.setTenantLimits,
    handler: async (request, reply) => {
      const { params, body } = request
      const tenant = await getTenant(db, params.slug)
      const context = actContext(request, clock())
      const layers = await setLimits(db, tenant, undefined, body.limits, context)
      return show(reply, layers)
    },
  })

  routes.route({
    ...contract.setNamespaceLimits,
    handler: async (request, reply) => {
      const { params, body } = request
      const tenant = await getTenant(db, params.slug)
      const context = actContext(request, clock())
      const layers = await setLimits(db, tenant, params.name, body.limits, context)
      return show(reply, layers)
    },
  })

  routes.route({
    ...contract.getTenantUsage,
    handler: async ({ params, query }) =>
      showUsage({ db, limits }, await getTenant(db, params.slug), query.days ?? 1, clock()),
  })
}
