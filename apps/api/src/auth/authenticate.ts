import { type ApiKey, credentialId, isLive, Problem, tenantId } from '@postern/domain'
import { type KeyHasher, requireApiKey } from '@postern/server'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { bearerJwt } from '../oauth/read-jwt.ts'
import type { CredentialCache } from './credential-cache.ts'
import type { CredentialUses } from './credential-uses.ts'
import type { Principal } from './principal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | undefined
  }
}

export interface KeyDeps {
  readonly credentials: CredentialCache
  readonly uses: CredentialUses
  readonly hasher: KeyHasher
  readonly clock: () => number
}

export interface AuthenticateDeps extends KeyDeps {
  readonly findTokenPrincipal: (token: string) => Promise<Principal>
}

/** Settles who calls before a byte of the body is read. */
export const authenticate = fp<AuthenticateDeps>(
  async (app, deps) => {
    app.decorateRequest('principal', undefined)
    app.addHook('onRequest', async (request) => {
      request.principal = await findPrincipal(request, deps)
    })
  },
  { name: 'authenticate' },
)

/** For handlers behind `authenticate`: who calls. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error('the route is not behind authenticate')
  return request.principal
}

async function findPrincipal(request: FastifyRequest, deps: AuthenticateDeps): Promise<Principal> {
  const token = bearerJwt(request)
  if (token !== undefined) return deps.findTokenPrincipal(token)
  return principalOfKey(requireApiKey(request).key, deps)
}

/** Whose key it is. Throws `credential-invalid` or `tenant-suspended`. */
export async function principalOfKey(key: ApiKey, deps: KeyDeps): Promise<Principal> {
  const now = new Date(deps.clock())
  const grant =
    key.kind === 'operator'
      ? undefined
      : await deps.credentials.find(tenantId(key.tenantId), credentialId(key.keyId))
  if (!deps.hasher.matches(key.secret, grant?.credential.secret) || !grant)
    throw unknownCredential()
  if (!isLive(grant.credential, now)) {
    const ended = grant.credential.revokedAt ? 'was revoked' : 'has expired'
    throw new Problem('credential-invalid', `the credential ${ended}`)
  }
  refuseInactive(grant)
  deps.uses.note(grant.tenant.id, grant.credential.id, now)
  return grant
}

/** One and the same answer for a key that never was and one whose secret is wrong. */
function unknownCredential(): Problem {
  return new Problem('credential-invalid', 'the credential is not known')
}

function refuseInactive({ tenant }: Principal): void {
  if (tenant.state === 'active') return
  throw new Problem('tenant-suspended', `the tenant is ${tenant.state}`)
}
