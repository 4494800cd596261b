import { createHash } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { DEFAULT_PUBLIC_URL, isNoneMatch } from '@postern/server'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../auth/authenticate.ts'
import { requireScope, scrapeNamespaces } from '../auth/principal.ts'
import { DiscoveredTarget, discoveredTargets } from './discovered-targets.ts'

export interface DiscoveryDeps {
  /** Where clients reach the data plane. */
  readonly publicUrl?: string
}

/** Prometheus's HTTP service discovery: the namespaces of a credential as targets, the whole list every time. */
export async function discoveryRoutes(
  app: FastifyInstance,
  { publicUrl = DEFAULT_PUBLIC_URL }: DiscoveryDeps,
): Promise<void> {
  app.withTypeProvider<TypeBoxTypeProvider>().get(
    '/api/v1/sd',
    {
      // Prometheus goes on with the list that it had.
      config: { shed: 'list' },
      schema: {
        summary: 'Where to scrape each namespace, as Prometheus’s HTTP service discovery reads it',
        response: { 200: Type.Array(DiscoveredTarget), 304: Type.Null() },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      requireScope(principal, 'discover')
      const { slug } = principal.tenant
      const list = discoveredTargets(publicUrl, slug, scrapeNamespaces(principal, undefined))
      const tag = `"${createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 22)}"`
      reply.header('cache-control', 'private, no-cache').header('etag', tag)
      if (isNoneMatch(request.headers['if-none-match'], tag)) return reply.code(304).send(null)
      return list
    },
  )
}
