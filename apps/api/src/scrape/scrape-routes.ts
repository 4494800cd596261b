import { isNoneMatch } from '@postern/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authenticate.ts'
import { requireScope, scrapeNamespaces } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import type { TenantView } from '../view/tenant-view.ts'
import { entityTag } from './entity-tag.ts'
import { negotiateEncoding } from './negotiate-encoding.ts'
import { negotiateFormat } from './negotiate-format.ts'
import { takeAnswer } from './scrape-answers.ts'

export interface ScrapeRouteDeps {
  readonly lanes: Lanes
}

interface ScrapeRequest {
  Params: { namespace?: string }
}

/** What Prometheus reads: all namespaces of the credential, or the one that the path names. */
export async function scrapeRoutes(app: FastifyInstance, deps: ScrapeRouteDeps): Promise<void> {
  for (const url of ['/metrics', '/ns/:namespace/metrics']) {
    const config = { shed: 'scrape' } as const
    app.get<ScrapeRequest>(url, { schema: { summary: 'Scrape' }, config }, (request, reply) =>
      scrape(request, reply, deps),
    )
  }
}

/** As `answerScrape`; but what fails after Prometheus was told that it takes too long is nobody's to hear any more. */
async function scrape(
  request: FastifyRequest<ScrapeRequest>,
  reply: FastifyReply,
  deps: ScrapeRouteDeps,
): Promise<FastifyReply> {
  try {
    return await answerScrape(request, reply, deps)
  } catch (error) {
    if (!reply.sent) throw error
    request.log.debug({ err: error }, 'a scrape failed that was answered already')
    return reply
  }
}

async function answerScrape(
  request: FastifyRequest<ScrapeRequest>,
  reply: FastifyReply,
  { lanes }: ScrapeRouteDeps,
): Promise<FastifyReply> {
  const principal = principalOf(request)
  requireScope(principal, 'scrape')
  const { tenant, credential } = principal
  const namespaces = scrapeNamespaces(principal, request.params.namespace)
  const scope = { namespaces, isWhole: namespaces.length === principal.namespaces.size }
  const { headers } = request
  const { format, scheme, contentType } = negotiateFormat(headers.accept, credential)
  const encoding = negotiateEncoding(headers['accept-encoding'])
  const read = (view: TenantView) => {
    const { revision } = view
    const tag = entityTag({ tenantId: tenant.id, ...scope, contentType, encoding, revision })
    const isKnown = isNoneMatch(headers['if-none-match'], tag)
    return { tag, answer: isKnown ? undefined : takeAnswer(view, { ...scope, format, scheme }) }
  }
  const { tag, answer } = await lanes.read(tenant, read)
  const body = await answer?.body(encoding)
  if (reply.sent) return reply
  reply
    .header('cache-control', 'no-cache')
    .header('vary', 'accept, accept-encoding, authorization')
    .header('etag', tag)
  if (!body) return reply.code(304).send()
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.header('content-type', contentType).send(body)
}
