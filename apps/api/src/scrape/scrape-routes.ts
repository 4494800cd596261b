import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { requireScope, scrapeNamespaces } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import { acceptsGzip } from './accepts-gzip.ts'
import { takeAnswer } from './scrape-answers.ts'

export interface ScrapeRouteDeps {
  readonly lanes: Lanes
}

interface ScrapeRequest {
  Params: { namespace?: string }
}

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'

/** What Prometheus reads: all namespaces of the credential, or the one that the path names. */
export async function scrapeRoutes(app: FastifyInstance, deps: ScrapeRouteDeps): Promise<void> {
  for (const url of ['/metrics', '/ns/:namespace/metrics']) {
    app.get<ScrapeRequest>(url, (request, reply) => scrape(request, reply, deps))
  }
}

async function scrape(
  request: FastifyRequest<ScrapeRequest>,
  reply: FastifyReply,
  { lanes }: ScrapeRouteDeps,
): Promise<FastifyReply> {
  const principal = principalOf(request)
  requireScope(principal, 'scrape')
  const namespaces = scrapeNamespaces(principal, request.params.namespace)
  const answer = await lanes.read(principal.tenant, (view) => takeAnswer(view, namespaces))
  const isGzip = acceptsGzip(request.headers['accept-encoding'])
  const etag = entityTag(principal.tenant.id, namespaces, answer.version, isGzip)
  reply
    .header('content-type', CONTENT_TYPE)
    .header('cache-control', 'no-cache')
    .header('vary', 'accept, accept-encoding, authorization')
    .header('etag', etag)
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  if (isGzip) reply.header('content-encoding', 'gzip')
  return reply.send(isGzip ? await answer.gzip() : answer.plain())
}

/**
 * Equal answers have equal tags on every replica. Weak when compressed: where the members of the gzip stream begin
 * depends on what the replica compressed before.
 */
function entityTag(
  tenantId: string,
  namespaces: readonly string[],
  version: number,
  isGzip: boolean,
): string {
  const what = JSON.stringify([tenantId, namespaces])
  const hash = createHash('sha256').update(what).digest('base64url').slice(0, 16)
  return `${isGzip ? 'W/' : ''}"${hash}-${version}${isGzip ? '-gzip' : ''}"`
}
