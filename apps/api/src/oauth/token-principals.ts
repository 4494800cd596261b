import { credentialId, Problem, type Scope, tenantId } from '@postern/domain'
import { type AdmitDeps, admit } from '../auth/admit.ts'
import type { Caller } from '../auth/caller.ts'
import type { CredentialCache } from '../auth/credential-cache.ts'
import type { Principal } from '../auth/principal.ts'
import { type AccessTokenDeps, readAccessToken, scopesOf } from './access-token.ts'
import { readJwt, type UnverifiedJwt } from './read-jwt.ts'

export interface TokenPrincipalDeps extends AccessTokenDeps, AdmitDeps {
  readonly issuer: string
  readonly credentials: CredentialCache
}

/**
 * Who sends a JWT as a bearer token. A token is believed as long as its credential is: that is looked up with every
 * request, as for a key, so that whatever ends the credential ends its tokens within about a second.
 */
export async function findTokenPrincipal(
  deps: TokenPrincipalDeps,
  text: string,
  caller: Caller,
): Promise<Principal> {
  const token = readJwt(deps.jwt, text)
  if (!token) throw new Problem('credential-invalid', 'the bearer token is not a JWT that we take')
  return ownPrincipal(deps, token, caller)
}

async function ownPrincipal(
  deps: TokenPrincipalDeps,
  token: UnverifiedJwt,
  caller: Caller,
): Promise<Principal> {
  const claims = await readAccessToken(deps, token)
  const id = credentialId(claims.client_id)
  const grant = await deps.credentials.find(tenantId(claims.tenant), id)
  if (!grant) {
    throw new Problem('credential-invalid', 'the credential that the token was made for has ended')
  }
  return narrowed(admit(grant, caller, deps), scopesOf(claims))
}

/** A token may do what its credential may do now, and of that no more than it was made for. */
function narrowed(principal: Principal, scopes: readonly Scope[]): Principal {
  const granted = principal.credential.scopes.filter((scope) => scopes.includes(scope))
  return { ...principal, credential: { ...principal.credential, scopes: granted } }
}
