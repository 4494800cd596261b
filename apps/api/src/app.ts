import {
  defaultHistory,
  type HistoryKept,
  type Limits,
  newUuid,
  type SystemRetention,
  systemRetention,
} from '@postern/domain'
import {
  apiDescription,
  GuessThrottle,
  healthRoutes,
  type KeyHasher,
  keepTlsFresh,
  type Logger,
  problemResponses,
  securityHeaders,
  serverOptions,
  strictValidation,
  type Transport,
} from '@postern/server'
import { type DatabaseClock, type Db, ping } from '@postern/store'
import Fastify, { type FastifyInstance } from 'fastify'
import { AuthFailures } from './auth/auth-failures.ts'
import { authenticate } from './auth/authenticate.ts'
import { CredentialCache } from './auth/credential-cache.ts'
import { CredentialUses } from './auth/credential-uses.ts'
import { checkRoutes } from './checks/check-routes.ts'
import { discoveryRoutes } from './discovery/discovery-routes.ts'
import { keepHouse } from './housekeeping.ts'
import { importRoutes } from './import/import-routes.ts'
import { Lanes } from './lane/lanes.ts'
import { FairBudget } from './limits/fair-budget.ts'
import { noticeReachedLimits } from './limits/limit-notices.ts'
import { limitScrapes } from './limits/limit-scrapes.ts'
import { RateLimiter } from './limits/rate-limiter.ts'
import { openTokenArea } from './oauth/token-area.ts'
import { admitPushes } from './push/admit-push.ts'
import { batchRoutes } from './push/batch-routes.ts'
import { pushRoutes } from './push/push-routes.ts'
import { readRawBodies } from './push/raw-body.ts'
import { historyRoutes } from './query/history-routes.ts'
import { queryRoutes } from './query/query-routes.ts'
import { scrapeRoutes } from './scrape/scrape-routes.ts'
import { keepSwept } from './sweep/keep-swept.ts'
import { TrustRuleUses } from './trust/trust-rule-uses.ts'
import { countRefusals, keepUsage } from './usage/keep-usage.ts'
import { UsageLog } from './usage/usage-log.ts'
import { usageRoutes } from './usage/usage-routes.ts'
import { version } from './version.ts'

export interface ApiDeps {
  /** Connected as the role postern_api. */
  readonly db: Db
  readonly hasher: KeyHasher
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly logger: Logger
  /** Where clients reach this server: the issuer of its tokens. */
  readonly publicUrl?: string
  /** Hosts of issuers whose keys may be fetched without TLS and from private networks. */
  readonly jwksAllowedHosts?: readonly string[]
  /** What holds for groups of which nobody says otherwise. */
  readonly retention?: SystemRetention
  /** Of tenants of which nobody says otherwise. */
  readonly limits?: Limits
  /** How much is kept of what came of pushes. */
  readonly history?: HistoryKept
  /** For tests, which move the clock that decides. */
  readonly databaseClock?: DatabaseClock
  /** How requests get here; without it by plain HTTP, from clients that connect themselves. */
  readonly transport?: Transport
}

const MIB = 1024 * 1024

// What may wait for the database: some seconds of pushes at full speed. Beyond that a client does better to try again.
const MAX_QUEUED_BYTES = 256 * MIB

// Bodies that are being read; they come over the network, so many wait for their ends at a time.
const MAX_BODY_BYTES = 256 * MIB

// Views are as large as what the tenants of this replica hold; beyond this, idle ones are read anew when needed.
const MAX_VIEW_BYTES = 1024 * MIB

/** The data plane: what jobs push and Prometheus scrapes. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const { db, clock, databaseClock, retention = systemRetention, history = defaultHistory } = deps
  const app = Fastify(serverOptions(deps.logger, {}, deps.transport))
  if (deps.transport?.tls) keepTlsFresh(app, deps.transport.tls)
  const usage = new UsageLog()
  const lanes = new Lanes(
    { db, clock, databaseClock, retention, history, limits: deps.limits },
    {
      maxQueuedBytes: MAX_QUEUED_BYTES,
      maxViewBytes: MAX_VIEW_BYTES,
      onStored: (tenantId, change) => usage.stored(tenantId, change),
    },
  )
  const uses = new CredentialUses(db)
  const ruleUses = new TrustRuleUses(db)
  const bodies = new FairBudget(MAX_BODY_BYTES)
  const replicaId = newUuid(clock())
  const rates = new RateLimiter({ db, clock, replicaId })
  const failures = new AuthFailures(db, clock)
  keepHouse(app, { lanes, uses, failures })
  keepSwept(app, { db, clock, databaseClock, retention, history })
  keepUsage(app, { db, lanes, usage, clock, replicaId })

  await app.register(securityHeaders)
  await app.register(problemResponses)
  await app.register(strictValidation)
  await app.register(apiDescription, {
    title: 'Postern',
    description: 'Push, scrape and query the metrics of short-lived jobs.',
    version,
    routePrefix: deps.transport?.routePrefix,
  })
  await app.register(healthRoutes, { check: () => ping(db) })

  const credentials = new CredentialCache(db, clock, deps.limits)
  const guesses = new GuessThrottle(clock)
  const keyDeps = { ...deps, credentials, uses, ruleUses, failures, guesses }
  const { findTokenPrincipal } = await openTokenArea(app, keyDeps)

  await app.register(async (tenantArea) => {
    countRefusals(tenantArea, usage)
    noticeReachedLimits(tenantArea, { db, clock })
    await tenantArea.register(authenticate, { ...keyDeps, findTokenPrincipal })
    await tenantArea.register(async (scrapeArea) => {
      await scrapeArea.register(limitScrapes, { rates })
      await scrapeArea.register(scrapeRoutes, { lanes })
    })
    await tenantArea.register(queryRoutes, { db, lanes, rates, clock, databaseClock, retention })
    await tenantArea.register(historyRoutes, { db })
    await tenantArea.register(usageRoutes, { lanes, clock })
    await tenantArea.register(discoveryRoutes, deps)
    await tenantArea.register(batchRoutes, { lanes, rates, bodies, retention })
    await tenantArea.register(importRoutes, { lanes, rates, bodies })
    await tenantArea.register(async (pushArea) => {
      admitPushes(pushArea, { rates, bodies })
      readRawBodies(pushArea)
      await pushArea.register(pushRoutes, { lanes, rates, retention })
      await pushArea.register(checkRoutes, { lanes })
    })
  })
  return app
}
