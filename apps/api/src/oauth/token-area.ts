import type { Db } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import type { Caller } from '../auth/caller.ts'
import type { KeyDeps } from '../auth/principal-of-key.ts'
import type { Principal } from '../auth/principal.ts'
import { registerJwtTools } from './jwt-tools.ts'
import { metadataRoutes } from './metadata-routes.ts'
import { SigningKeyRing } from './signing-key-ring.ts'
import { findTokenPrincipal } from './token-principals.ts'
import { tokenRoutes } from './token-routes.ts'

export interface TokenAreaDeps extends KeyDeps {
  readonly db: Db
  readonly publicUrl?: string
}

// Where `postern up` listens unless told otherwise.
const DEFAULT_PUBLIC_URL = 'http://127.0.0.1:9091'

/** All that has to do with tokens: routes that need no credential, and who is behind a token that others get. */
export async function openTokenArea(
  app: FastifyInstance,
  deps: TokenAreaDeps,
): Promise<{ readonly findTokenPrincipal: (token: string, caller: Caller) => Promise<Principal> }> {
  const issuer = deps.publicUrl ?? DEFAULT_PUBLIC_URL
  const jwt = await registerJwtTools(app, issuer)
  const ring = new SigningKeyRing(deps.db, deps.hasher, deps.clock)
  const tokenDeps = { ...deps, issuer, jwt, ring }
  await app.register(metadataRoutes, { issuer, ring })
  await app.register(tokenRoutes, tokenDeps)
  return { findTokenPrincipal: (token, caller) => findTokenPrincipal(tokenDeps, token, caller) }
}
