import {
  apiDescription,
  createServer,
  healthRoutes,
  problemResponses,
  securityHeaders,
  shedLoad,
  strictValidation,
  wellKnownTexts,
} from '@postern/server'
import { databaseReadiness } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { authenticate } from './auth/authenticate.ts'
import { checkRoutes } from './checks/check-routes.ts'
import { discoveryRoutes } from './discovery/discovery-routes.ts'
import { keepHouse } from './housekeeping.ts'
import { importRoutes } from './import/import-routes.ts'
import { limitScrapes } from './limits/limit-scrapes.ts'
import { llmsText } from './llms-text.ts'
import { openTokenArea } from './oauth/token-area.ts'
import { showAsPushgateway, showParts } from './own-metrics.ts'
import { type ApiDeps, makeParts } from './parts.ts'
import { admitPushes } from './push/admit-push.ts'
import { batchRoutes } from './push/batch-routes.ts'
import { pushRoutes } from './push/push-routes.ts'
import { readRawBodies } from './push/raw-body.ts'
import { historyRoutes } from './query/history-routes.ts'
import { queryRoutes } from './query/query-routes.ts'
import { boundScrapes } from './scrape/bound-scrapes.ts'
import { scrapeRoutes } from './scrape/scrape-routes.ts'
import { keepSwept } from './sweep/keep-swept.ts'
import { keepUsage } from './usage/keep-usage.ts'
import { noteRefusals } from './usage/note-refusals.ts'
import { usageRoutes } from './usage/usage-routes.ts'
import { version } from './version.ts'

export type { ApiDeps } from './parts.ts'

/** The data plane: what jobs push and Prometheus scrapes. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const app = createServer('api', deps)
  const parts = makeParts(deps)
  keepHouse(app, parts)
  keepSwept(app, parts)
  keepUsage(app, parts)
  if (deps.metrics) {
    showParts(deps.metrics, parts)
    showAsPushgateway(app, deps.metrics, version)
  }

  await app.register(securityHeaders)
  await app.register(problemResponses)
  await app.register(shedLoad, { app: 'api', load: deps.load, metrics: deps.metrics })
  await app.register(strictValidation)
  await app.register(apiDescription, {
    title: 'Postern',
    description: 'Push, scrape and query the metrics of short-lived jobs.',
    version,
    routePrefix: deps.transport?.routePrefix,
  })
  await app.register(healthRoutes, { check: databaseReadiness(deps.db) })
  await app.register(wellKnownTexts, {
    llms: llmsText(deps.transport?.routePrefix),
    securityContacts: deps.securityContacts ?? [],
    url: deps.publicUrl,
    clock: deps.clock,
  })

  const { findTokenPrincipal } = await openTokenArea(app, parts)

  await app.register(async (tenantArea) => {
    boundScrapes(tenantArea)
    noteRefusals(tenantArea, parts)
    await tenantArea.register(authenticate, { ...parts, findTokenPrincipal })
    await tenantArea.register(async (scrapeArea) => {
      await scrapeArea.register(limitScrapes, parts)
      await scrapeArea.register(scrapeRoutes, parts)
    })
    await tenantArea.register(queryRoutes, parts)
    await tenantArea.register(historyRoutes, parts)
    await tenantArea.register(usageRoutes, parts)
    await tenantArea.register(discoveryRoutes, parts)
    await tenantArea.register(batchRoutes, parts)
    await tenantArea.register(importRoutes, parts)
    await tenantArea.register(async (pushArea) => {
      admitPushes(pushArea, parts)
      readRawBodies(pushArea)
      await pushArea.register(pushRoutes, parts)
      await pushArea.register(checkRoutes, parts)
    })
  })
  return app
}
