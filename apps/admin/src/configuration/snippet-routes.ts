import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { Problem } from '@postern/domain'
import type { FastifyInstance } from 'fastify'
import { getTenant } from '../tenants/get-tenant.ts'
import { fillSnippets, type SnippetDeps } from './fill-snippets.ts'

/** What a tenant's people paste into their jobs and their Prometheus. */
export async function snippetRoutes(app: FastifyInstance, deps: SnippetDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listSnippets,
    handler: async ({ params, query }) => {
      const tenant = await getTenant(deps.db, params.slug)
      return { snippets: await fillSnippets(deps, tenant, query) }
    },
  })

  routes.route({
    ...contract.getSnippet,
    handler: async ({ params, query }, reply) => {
      const tenant = await getTenant(deps.db, params.slug)
      const snippets = await fillSnippets(deps, tenant, query)
      const snippet = snippets.find(({ id }) => id === params.id)
      if (!snippet) {
        const known = snippets.map(({ id }) => id).join(', ')
        throw new Problem('snippet-not-found', `there is none of this name; there are ${known}`)
      }
      return reply.type('text/plain; charset=utf-8').send(snippet.text)
    },
  })
}
