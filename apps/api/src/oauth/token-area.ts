import type { Limits } from '@postern/domain'
import { DEFAULT_PUBLIC_URL, type Logger } from '@postern/server'
import type { Db } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import type { Caller } from '../auth/caller.ts'
import type { Principal } from '../auth/principal.ts'
import type { KeyDeps } from '../auth/principal-of-key.ts'
import { IssuerKeys } from '../trust/issuer-keys.ts'
import type { TrustRuleUses } from '../trust/trust-rule-uses.ts'
import { TrustDirectory } from '../trust/trusted-parties.ts'
import { registerJwtTools } from './jwt-tools.ts'
import { metadataRoutes } from './metadata-routes.ts'
import { SigningKeyRing } from './signing-key-ring.ts'
import { findTokenPrincipal } from './token-principals.ts'
import { tokenRoutes } from './token-routes.ts'
import { VerifiedTokens } from './verified-tokens.ts'

export interface TokenAreaDeps extends KeyDeps {
  readonly db: Db
  readonly logger: Logger
  readonly publicUrl?: string
  readonly jwksAllowedHosts?: readonly string[]
  readonly limits?: Limits
}

/** All that has to do with tokens: routes that need no credential, and who is behind a token that others get. */
export async function openTokenArea(
  app: FastifyInstance,
  deps: TokenAreaDeps,
): Promise<{ readonly findTokenPrincipal: (token: string, caller: Caller) => Promise<Principal> }> {
  const issuer = deps.publicUrl ?? DEFAULT_PUBLIC_URL
  const jwt = await registerJwtTools(app, issuer)
  const ring = new SigningKeyRing(deps.db, deps.hasher, deps.clock)
  const directory = new TrustDirectory(deps.db, deps.clock, deps.limits)
  const issuerKeys = new IssuerKeys({ ...deps, allowedHosts: deps.jwksAllowedHosts ?? [] })
  writeUses(app, deps.ruleUses)
  const verified = new VerifiedTokens(deps.clock)
  const tokenDeps = { ...deps, issuer, jwt, ring, directory, issuerKeys, verified }
  await app.register(metadataRoutes, { issuer, ring })
  await app.register(tokenRoutes, tokenDeps)
  return { findTokenPrincipal: (token, caller) => findTokenPrincipal(tokenDeps, token, caller) }
}

const MINUTE_MS = 60_000

function writeUses(app: FastifyInstance, uses: TrustRuleUses): void {
  const flush = async () => {
    await uses.flush().catch((error: unknown) => {
      app.log.warn({ err: error }, 'last uses of trust rules were not written')
    })
  }
  const timer = setInterval(() => void flush(), MINUTE_MS)
  timer.unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await flush()
  })
}
