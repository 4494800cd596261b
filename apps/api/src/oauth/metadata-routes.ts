import { SIGNING_ALGORITHM } from '@postern/server'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { GRANT_TYPES } from './grant-types.ts'
import type { SigningKeyRing } from './signing-key-ring.ts'

export interface MetadataDeps {
  readonly issuer: string
  readonly ring: SigningKeyRing
}

// No longer than a new key is published before it signs.
const CACHE_CONTROL = 'public, max-age=60'

const Texts = Type.Array(Type.String())

const Jwk = Type.Object({
  kty: Type.String(),
  crv: Type.String(),
  x: Type.String(),
  kid: Type.String(),
  use: Type.String(),
  alg: Type.String(),
})

const keysSchema = {
  summary: 'The public keys of the access tokens that are issued here',
  security: [],
  response: { 200: Type.Object({ keys: Type.Array(Jwk) }) },
}

const metadataSchema = {
  summary: 'Where to get an access token, and how',
  security: [],
  response: {
    200: Type.Object({
      issuer: Type.String(),
      token_endpoint: Type.String(),
      jwks_uri: Type.String(),
      grant_types_supported: Texts,
      token_endpoint_auth_methods_supported: Texts,
      response_types_supported: Texts,
    }),
  },
}

// Who scrapes or pushes with a token needs it first.
const SHED_LAST = { shed: 'scrape' } as const

/** Where others find out how to get a token (RFC 8414) and how to check one (RFC 7517). Open to all. */
export async function metadataRoutes(
  app: FastifyInstance,
  { issuer, ring }: MetadataDeps,
): Promise<void> {
  app.get(
    '/.well-known/jwks.json',
    { schema: keysSchema, config: SHED_LAST },
    async (_request, reply) => {
      reply.header('cache-control', CACHE_CONTROL)
      const keys = await ring.published()
      return {
        keys: keys.map(({ id, jwk }) => ({ ...jwk, kid: id, use: 'sig', alg: SIGNING_ALGORITHM })),
      }
    },
  )

  app.get(
    '/.well-known/oauth-authorization-server',
    { schema: metadataSchema, config: SHED_LAST },
    async (_request, reply) => {
      reply.header('cache-control', CACHE_CONTROL)
      return {
        issuer,
        token_endpoint: `${issuer}/oauth2/token`,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        grant_types_supported: [...GRANT_TYPES],
        token_endpoint_auth_methods_supported: [
          'client_secret_basic',
          'client_secret_post',
          'none',
        ],
        // RFC 8414 section 2: required, and empty since no grant of ours uses the authorization endpoint.
        response_types_supported: [],
      }
    },
  )
}
