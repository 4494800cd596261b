import { SIGNING_ALGORITHM } from '@postern/server'
import type { FastifyInstance } from 'fastify'
import { GRANT_TYPES } from './grant-types.ts'
import type { SigningKeyRing } from './signing-key-ring.ts'

export interface MetadataDeps {
  readonly issuer: string
  readonly ring: SigningKeyRing
}

// No longer than a new key is published before it signs.
const CACHE_CONTROL = 'public, max-age=60'

/** Where others find out how to get a token (RFC 8414) and how to check one (RFC 7517). Open to all. */
export async function metadataRoutes(
  app: FastifyInstance,
  { issuer, ring }: MetadataDeps,
): Promise<void> {
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    reply.header('cache-control', CACHE_CONTROL)
    const keys = await ring.published()
    return {
      keys: keys.map(({ id, jwk }) => ({ ...jwk, kid: id, use: 'sig', alg: SIGNING_ALGORITHM })),
    }
  })

  app.get('/.well-known/oauth-authorization-server', async (_request, reply) => {
    reply.header('cache-control', CACHE_CONTROL)
    return {
      issuer,
      token_endpoint: `${issuer}/oauth2/token`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      grant_types_supported: GRANT_TYPES,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      // RFC 8414 section 2: required, and empty since no grant of ours uses the authorization endpoint.
      response_types_supported: [],
    }
  })
}
