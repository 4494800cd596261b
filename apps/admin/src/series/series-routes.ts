import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { type Db, findTenantSeries, withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendTag } from '../entity-tag.ts'
import { getLivingTenant, getTenant } from '../tenants/get-tenant.ts'
import { setSeries } from './set-series.ts'

export interface SeriesDeps {
  readonly db: Db
  readonly clock: () => number
}

/** Which series about itself a tenant sees in its scrapes. */
export async function seriesRoutes(app: FastifyInstance, { db, clock }: SeriesDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.getTenantSeries,
    handler: async ({ params }, reply) => {
      const { id } = await getTenant(db, params.slug)
      const series = await withTenant(db, id, (own) => findTenantSeries(own, id))
      sendTag(reply, series)
      return { series }
    },
  })

  routes.route({
    ...contract.setTenantSeries,
    handler: async (request, reply) => {
      const tenant = await getLivingTenant(db, request.params.slug)
      const context = actContext(request, clock())
      const series = await setSeries(db, tenant, request.body.series, context)
      sendTag(reply, series)
      return { series }
    },
  })
}
