import { type ApiKey, Problem } from '@postern/domain'
import type { FastifyRequest } from 'fastify'
import { type Caller, callerOf } from '../auth/caller.ts'
import type { Principal } from '../auth/principal.ts'
import { type KeyDeps, principalOfKey } from '../auth/principal-of-key.ts'
import { type AccessTokenDeps, issueAccessToken } from './access-token.ts'
import type { GrantedToken } from './grant-types.ts'
import { OAuthError } from './oauth-error.ts'
import { readClient } from './read-client.ts'
import type { Form } from './read-form.ts'
import { requestedScopes } from './requested-scopes.ts'

export type ClientCredentialDeps = AccessTokenDeps & KeyDeps

/** RFC 6749 section 4.4: an API key buys a token of its own rights, or of fewer. */
export async function grantToClient(
  request: FastifyRequest,
  form: Form,
  deps: ClientCredentialDeps,
): Promise<GrantedToken> {
  const caller = callerOf(request)
  const principal = await authenticateClient(request, form, caller, deps)
  const { credential, tenant } = principal
  const scope = requestedScopes(form.get('scope'), principal, caller, deps).join(' ')
  const token = await issueAccessToken(deps, {
    client_id: credential.id,
    sub: credential.id,
    tenant: tenant.id,
    credential: 'key',
    namespaces: [...credential.namespaces],
    scope,
  })
  return { token, scope }
}

async function authenticateClient(
  request: FastifyRequest,
  form: Form,
  caller: Caller,
  deps: ClientCredentialDeps,
): Promise<Principal> {
  const key = readKey(request, form, caller, deps)
  if (!key) {
    throw new OAuthError(
      'invalid_client',
      'send the id of an API key as the client id and the key itself as the secret',
    )
  }
  try {
    return await principalOfKey(key, caller, deps)
  } catch (error) {
    throw asOAuthError(error)
  }
}

/** What is no key, or was mistyped, is a failed guess as it is everywhere. */
function readKey(
  request: FastifyRequest,
  form: Form,
  { address }: Caller,
  { failures, guesses }: ClientCredentialDeps,
): ApiKey | undefined {
  try {
    return readClient(request, form)
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'invalid_client') throw error
    failures.count('malformed')
    guesses.refuseTooMany(address)
    guesses.noteFailure(address)
    throw error
  }
}

function asOAuthError(error: unknown): unknown {
  if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) return error
  const code = error.code === 'credential-invalid' ? 'invalid_client' : 'unauthorized_client'
  return new OAuthError(code, error.message, { cause: error })
}
