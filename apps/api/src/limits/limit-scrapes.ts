import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { principalOf } from '../auth/authenticate.ts'
import { Concurrency } from './concurrency.ts'
import { limitsIn } from './grant-limits.ts'
import { holdPlace } from './hold-place.ts'
import { namedNamespace } from './named-namespace.ts'
import { rateHeaders } from './rate-headers.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { scrapeRates } from './rates.ts'

export interface LimitScrapesOptions {
  readonly rates: RateLimiter
}

/** Lets in scrapes of this area that may come now: so many at a time and a second, of each credential. */
export const limitScrapes = fp<LimitScrapesOptions>(
  async (app: FastifyInstance, { rates }: LimitScrapesOptions) => {
    const running = new Concurrency('maxConcurrentScrapesPerCredential', 'scrapes')
    app.addHook('onRequest', async (request: FastifyRequest, reply) => {
      const { tenant, credential, limits } = principalOf(request)
      const namespace = namedNamespace(request)
      const { maxConcurrentScrapesPerCredential: allowed } = limitsIn(limits, namespace)
      const charges = scrapeRates(limits, namespace, credential.id).map((rate) => ({
        rate,
        units: 1,
      }))
      if (charges.length > 0) reply.headers(rateHeaders(await rates.take(tenant.id, charges)))
      await holdPlace(reply, running, credential.id, allowed)
    })
  },
  { name: 'limit-scrapes' },
)
