import { Problem } from '@postern/domain'
import type { FastifyRequest } from 'fastify'
import { callerOf } from '../auth/caller.ts'
import type { Principal } from '../auth/principal.ts'
import { type KeyDeps, principalOfKey } from '../auth/principal-of-key.ts'
import { type AccessTokenDeps, issueAccessToken } from './access-token.ts'
import { OAuthError } from './oauth-error.ts'
import { readClient } from './read-client.ts'
import type { Form } from './read-form.ts'
import { requestedScopes } from './requested-scopes.ts'
import type { GrantedToken } from './token-routes.ts'

export type ClientCredentialDeps = AccessTokenDeps & KeyDeps

/** RFC 6749 section 4.4: an API key buys a token of its own rights, or of fewer. */
export async function grantToClient(
  request: FastifyRequest,
  form: Form,
  deps: ClientCredentialDeps,
): Promise<GrantedToken> {
  const { credential, tenant } = await authenticateClient(request, form, deps)
  const scope = requestedScopes(form.get('scope'), credential.scopes).join(' ')
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
  deps: ClientCredentialDeps,
): Promise<Principal> {
  const key = readClient(request, form)
  if (!key) {
    throw new OAuthError(
      'invalid_client',
      'send the id of an API key as the client id and the key itself as the secret',
    )
  }
  try {
    return await principalOfKey(key, callerOf(request), deps)
  } catch (error) {
    throw asOAuthError(error)
  }
}

function asOAuthError(error: unknown): unknown {
  if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) return error
  const code = error.code === 'credential-invalid' ? 'invalid_client' : 'unauthorized_client'
  return new OAuthError(code, error.message, { cause: error })
}
