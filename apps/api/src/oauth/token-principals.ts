import { type CredentialId, credentialId, Problem, type Scope, tenantId } from '@postern/domain'
import { type AdmitDeps, admit } from '../auth/admit.ts'
import type { Caller } from '../auth/caller.ts'
import type { CredentialCache } from '../auth/credential-cache.ts'
import type { Principal } from '../auth/principal.ts'
import { rulePrincipal } from '../trust/rule-principal.ts'
import { type OutsideTokenDeps, verifyOutsideToken } from '../trust/verify-outside-token.ts'
import {
  type AccessTokenClaims,
  type AccessTokenDeps,
  readAccessToken,
  scopesOf,
} from './access-token.ts'
import { readJwt, type UnverifiedJwt } from './read-jwt.ts'

export interface TokenPrincipalDeps extends AccessTokenDeps, AdmitDeps, OutsideTokenDeps {
  readonly issuer: string
  readonly credentials: CredentialCache
}

/**
 * Who sends a JWT as a bearer token: one of ours, or one of an issuer that its tenant trusts. A token of ours is
 * believed as long as its credential is: that is looked up with every request, as for a key, so that whatever ends the
 * credential ends its tokens within about a second.
 */
export async function findTokenPrincipal(
  deps: TokenPrincipalDeps,
  text: string,
  caller: Caller,
): Promise<Principal> {
  const token = readJwt(deps.jwt, text)
  if (!token) throw new Problem('credential-invalid', 'the bearer token is not a JWT that we take')
  if (token.issuer !== deps.issuer) return outsidePrincipal(deps, token, caller)
  const claims = await readAccessToken(deps, token)
  const id = credentialId(claims.client_id)
  const principal =
    claims.credential === 'key'
      ? await keyPrincipal(deps, claims, id, caller)
      : await exchangedPrincipal(deps, claims, id, caller)
  return narrowed(principal, scopesOf(claims))
}

async function keyPrincipal(
  deps: TokenPrincipalDeps,
  claims: AccessTokenClaims,
  id: CredentialId,
  caller: Caller,
): Promise<Principal> {
  const grant = await deps.credentials.find(tenantId(claims.tenant), id)
  if (!grant) throw credentialEnded()
  return admit(grant, caller, deps)
}

async function exchangedPrincipal(
  deps: TokenPrincipalDeps,
  claims: AccessTokenClaims,
  id: CredentialId,
  caller: Caller,
): Promise<Principal> {
  const parties = await deps.directory.ofTenant(tenantId(claims.tenant))
  const rule = parties?.rules.find((each) => each.id === id)
  if (!parties || !rule) throw credentialEnded()
  return admit(rulePrincipal(parties, rule, claims.sub), caller, deps)
}

async function outsidePrincipal(
  deps: TokenPrincipalDeps,
  token: UnverifiedJwt,
  caller: Caller,
): Promise<Principal> {
  const { rule, parties, claims } = await verifyOutsideToken(deps, token, caller)
  if (rule.singleUseJti) {
    throw new Problem(
      'credential-invalid',
      'the trust rule takes this token only once, at /oauth2/token, in exchange for another',
    )
  }
  return admit(rulePrincipal(parties, rule, String(claims['sub'])), caller, deps)
}

/** A token may do what its credential may do now, and of that no more than it was made for. */
function narrowed(principal: Principal, scopes: readonly Scope[]): Principal {
  const granted = principal.credential.scopes.filter((scope) => scopes.includes(scope))
  return { ...principal, credential: { ...principal.credential, scopes: granted } }
}

function credentialEnded(): Problem {
  return new Problem('credential-invalid', 'the credential that the token was made for has ended')
}
