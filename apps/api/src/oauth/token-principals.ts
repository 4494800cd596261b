import { credentialId, isLive, Problem, type Scope, tenantId } from '@postern/domain'
import type { CredentialCache } from '../auth/credential-cache.ts'
import type { CredentialUses } from '../auth/credential-uses.ts'
import type { Principal } from '../auth/principal.ts'
import { type AccessTokenDeps, readAccessToken, scopesOf } from './access-token.ts'
import { readJwt, type UnverifiedJwt } from './read-jwt.ts'

export interface TokenPrincipalDeps extends AccessTokenDeps {
  readonly issuer: string
  readonly credentials: CredentialCache
  readonly uses: CredentialUses
}

/**
 * Who sends a JWT as a bearer token. A token is believed as long as its credential is: that is looked up with every
 * request, as for a key, so that whatever ends the credential ends its tokens within about a second.
 */
export async function findTokenPrincipal(
  deps: TokenPrincipalDeps,
  text: string,
): Promise<Principal> {
  const token = readJwt(deps.jwt, text)
  if (!token) throw new Problem('credential-invalid', 'the bearer token is not a JWT that we take')
  return ownPrincipal(deps, token)
}

async function ownPrincipal(deps: TokenPrincipalDeps, token: UnverifiedJwt): Promise<Principal> {
  const claims = await readAccessToken(deps, token)
  const now = new Date(deps.clock())
  const id = credentialId(claims.client_id)
  const grant = await deps.credentials.find(tenantId(claims.tenant), id)
  if (!grant || !isLive(grant.credential, now)) {
    throw new Problem('credential-invalid', 'the credential that the token was made for has ended')
  }
  refuseInactive(grant)
  deps.uses.note(grant.tenant.id, id, now)
  return narrowed(grant, scopesOf(claims))
}

/** A token may do what its credential may do now, and of that no more than it was made for. */
function narrowed(principal: Principal, scopes: readonly Scope[]): Principal {
  const granted = principal.credential.scopes.filter((scope) => scopes.includes(scope))
  return { ...principal, credential: { ...principal.credential, scopes: granted } }
}

function refuseInactive({ tenant }: Principal): void {
  if (tenant.state === 'active') return
  throw new Problem('tenant-suspended', `the tenant is ${tenant.state}`)
}
