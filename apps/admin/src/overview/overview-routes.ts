import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { FastifyInstance } from 'fastify'
import { unlessKnown } from '../unless-known.ts'
import { listTotals } from './list-totals.ts'
import type { HandDeps } from './needs-a-hand.ts'
import { readOverview } from './read-overview.ts'

// Many pages that show it share one look; what they show is a minute old anyway.
const CACHED_MS = 5_000

type Overview = contract.Reply<typeof contract.getOverview>

/** What operators see of all tenants at once. */
export async function overviewRoutes(app: FastifyInstance, deps: HandDeps): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  let last: { readonly atMs: number; readonly overview: Promise<Overview> } | undefined

  const current = async (): Promise<Overview> => {
    const nowMs = clock()
    if (!last || nowMs - last.atMs >= CACHED_MS)
      last = { atMs: nowMs, overview: readOverview(deps) }
    const mine = last
    try {
      return await mine.overview
    } catch (error) {
      if (last === mine) last = undefined
      throw error
    }
  }

  routes.route({
    ...contract.getOverview,
    handler: async (request, reply) => unlessKnown(request, reply, await current()),
  })

  routes.route({
    ...contract.listTenantTotals,
    handler: ({ query }) => listTotals(db, clock(), query),
  })
}
