import { type Limits, type SystemRetention, systemRetention } from '@postern/domain'
import {
  apiDescription,
  createServer,
  DEFAULT_PUBLIC_URL,
  healthRoutes,
  type KeyHasher,
  type ProviderSettings,
  problemResponses,
  type ServerDeps,
  type ShedClass,
  securityHeaders,
  shedLoad,
  strictValidation,
  wellKnownTexts,
} from '@postern/server'
import { type DatabaseClock, type Db, databaseReadiness, poolState } from '@postern/store'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { authenticator } from './access/authenticate.ts'
import { recordRefusedActs } from './access/refused-acts.ts'
import { requireAccess } from './access/require-access.ts'
import { accountRoutes } from './accounts/account-routes.ts'
import { ownAccountRoutes } from './accounts/own-account-routes.ts'
import { auditRoutes } from './audit/audit-routes.ts'
import { keepAuditsShort } from './audit/expire-audits.ts'
import { checkRoutes } from './checks/check-routes.ts'
import { snippetRoutes } from './configuration/snippet-routes.ts'
import { credentialRoutes } from './credentials/credential-routes.ts'
import { adminDescription } from './describe-api.ts'
import { refuseVainConditions } from './entity-tag.ts'
import { exportRoutes } from './export/export-routes.ts'
import { groupRoutes } from './groups/group-routes.ts'
import { limitRoutes } from './limits/limit-routes.ts'
import { keepNoticing } from './limits/notice-limits.ts'
import { llmsText } from './llms-text.ts'
import { namespaceRoutes } from './namespaces/namespace-routes.ts'
import { operatorKeyRoutes } from './operator-keys/operator-key-routes.ts'
import { overviewRoutes } from './overview/overview-routes.ts'
import { providerRoutes } from './provider/provider-routes.ts'
import { answerRepeats } from './repeats/answer-repeats.ts'
import { forgetRepeats } from './repeats/forget-repeats.ts'
import { retentionRoutes } from './retention/retention-routes.ts'
import { seriesRoutes } from './series/series-routes.ts'
import { serveWeb, type WebPages } from './serve-web.ts'
import { keepSessions } from './sessions/keep-sessions.ts'
import { sessionRoutes } from './sessions/session-routes.ts'
import { signInDeps } from './sign-in/sign-in-deps.ts'
import { signInRoutes } from './sign-in/sign-in-routes.ts'
import { keepSigningKeys } from './signing-keys/keep-signing-keys.ts'
import { signingKeyRoutes } from './signing-keys/signing-key-routes.ts'
import { keepPurging } from './tenants/purge-tenants.ts'
import { tenantRoutes } from './tenants/tenant-routes.ts'
import type { TrustSettings } from './trust-rules/check-trust-rule.ts'
import { trustRuleRoutes } from './trust-rules/trust-rule-routes.ts'
import { welcomeRoutes } from './welcome/welcome-routes.ts'

export interface AdminDeps extends ServerDeps {
  /** Connected as the role postern_admin. */
  readonly db: Db
  readonly hasher: KeyHasher
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Tests move Postgres's clock by it. */
  readonly databaseClock?: DatabaseClock
  /** What holds for groups of which nobody says otherwise. */
  readonly retention?: SystemRetention
  /** Where clients reach the data plane: what audiences begin with. */
  readonly publicUrl?: string
  /** Hosts of issuers whose keys may be fetched without TLS and from private networks. */
  readonly jwksAllowedHosts?: readonly string[]
  /** Without them there is the API alone. */
  readonly web?: WebPages | undefined
  /** How people reach this app: what the links begin with that it gives them, without a / at its end. */
  readonly adminUrl?: string | undefined
  /** Of tenants of which nobody says otherwise. */
  readonly limits?: Limits
  /** How long events of the audit are kept; without it all are. */
  readonly auditRetentionMs?: number
  /** Where people sign in who have no password here. */
  readonly provider?: ProviderSettings | undefined
}

// JSON for all who do not say otherwise, and no Basic: it would open a browser's password window.
const PROBLEMS = { default: 'json', basic: false } as const

/** The control plane: what operators look after. */
export async function createAdmin(deps: AdminDeps): Promise<FastifyInstance> {
  const { retention = systemRetention } = deps
  const app = createServer('admin', deps, PROBLEMS)
  deps.metrics?.watchPool('admin', () => poolState(deps.db))
  // Bodies are JSON or refused: Fastify would take plain text as well.
  app.removeContentTypeParser('text/plain')

  keepSigningKeys(app, deps)

  keepPurging(app, deps)

  keepSessions(app, deps)

  forgetRepeats(app, deps)

  keepNoticing(app, deps)

  const { auditRetentionMs } = deps
  if (auditRetentionMs !== undefined) keepAuditsShort(app, { ...deps, auditRetentionMs })

  await app.register(securityHeaders)
  if (deps.web) await app.register(serveWeb, { pages: deps.web })
  await app.register(problemResponses, PROBLEMS)
  await app.register(shedLoad, { ...deps, app: 'admin', classOf })
  await app.register(strictValidation)
  await app.register(apiDescription, adminDescription(deps.transport?.routePrefix))
  await app.register(healthRoutes, { check: databaseReadiness(deps.db) })
  await app.register(wellKnownTexts, {
    llms: llmsText,
    securityContacts: deps.securityContacts ?? [],
    url: deps.adminUrl,
    clock: deps.clock,
  })

  await app.register(async (guarded) => {
    const people = signInDeps(deps)
    recordRefusedActs(guarded, deps)
    await guarded.register(requireAccess, { ...deps, authenticate: authenticator(deps) })
    await guarded.register(refuseVainConditions)
    await guarded.register(answerRepeats, deps)
    await guarded.register(signInRoutes, people)
    await guarded.register(providerRoutes, people)
    await guarded.register(welcomeRoutes, people)
    await guarded.register(sessionRoutes, people)
    await guarded.register(ownAccountRoutes, people)
    await guarded.register(accountRoutes, people)
    await guarded.register(operatorKeyRoutes, deps)
    await guarded.register(overviewRoutes, deps)
    await guarded.register(tenantRoutes, deps)
    await guarded.register(namespaceRoutes, deps)
    await guarded.register(limitRoutes, deps)
    await guarded.register(retentionRoutes, { ...deps, retention })
    await guarded.register(checkRoutes, deps)
    await guarded.register(seriesRoutes, deps)
    await guarded.register(groupRoutes, { ...deps, retention })
    await guarded.register(snippetRoutes, {
      ...deps,
      publicUrl: deps.publicUrl ?? DEFAULT_PUBLIC_URL,
    })
    await guarded.register(credentialRoutes, deps)
    await guarded.register(signingKeyRoutes, deps)
    await guarded.register(trustRuleRoutes, { ...deps, settings: trustSettings(deps) })
    await guarded.register(auditRoutes, deps)
    await guarded.register(exportRoutes, { ...deps, retention })
  })
  return app
}

/** Under load pages and lists wait; what an operator does about it never. */
function classOf({ method }: RouteOptions): ShedClass {
  return method === 'GET' || method === 'HEAD' ? 'list' : 'never'
}

function trustSettings({ publicUrl, jwksAllowedHosts }: AdminDeps): TrustSettings {
  return { publicUrl: publicUrl ?? DEFAULT_PUBLIC_URL, jwksAllowedHosts: jwksAllowedHosts ?? [] }
}
