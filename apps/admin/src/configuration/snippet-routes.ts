import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { Problem } from '@postern/domain'
import type { Db } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { getTenant } from '../tenants/get-tenant.ts'
import { fillSnippets } from './fill-snippets.ts'

export interface SnippetDeps {
  readonly db: Db
  /** Where clients reach the data plane. */
  readonly publicUrl: string
}

/** What a tenant's people paste into their jobs and their Prometheus. */
export async function snippetRoutes(
  app: FastifyInstance,
  { db, publicUrl }: SnippetDeps,
): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listSnippets,
    handler: async ({ params, query }) => {
      const tenant = await getTenant(db, params.slug)
      return { snippets: await fillSnippets(db, tenant, publicUrl, query) }
    },
  })

  routes.route({
    ...contract.getSnippet,
    handler: async ({ params, query }, reply) => {
      const tenant = await getTenant(db, params.slug)
      const snippets = await fillSnippets(db, tenant, publicUrl, query)
      const snippet = snippets.find(({ id }) => id === params.id)
      if (!snippet) {
        const known = snippets.map(({ id }) => id).join(', ')
        throw new Problem('snippet-not-found', `there is none of this name; there are ${known}`)
      }
      return reply.type('text/plain; charset=utf-8').send(snippet.text)
    },
  })
}
