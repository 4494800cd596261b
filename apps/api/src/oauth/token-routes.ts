import { ACCESS_TOKEN_SECONDS } from '@postern/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { refuseKeysInUrls } from '../auth/refuse-key-in-url.ts'
import { type ClientCredentialDeps, grantToClient } from './client-credentials.ts'
import {
  CLIENT_CREDENTIALS,
  GRANT_TYPES,
  type GrantedToken,
  TOKEN_EXCHANGE,
} from './grant-types.ts'
import { OAuthError } from './oauth-error.ts'
import { answerInOAuthWords } from './oauth-responses.ts'
import { type Form, readForms } from './read-form.ts'
import { exchangeToken, type TokenExchangeDeps } from './token-exchange.ts'

export type TokenRouteDeps = ClientCredentialDeps & TokenExchangeDeps

const Refused = Type.Object({ error: Type.String(), error_description: Type.String() })

const schema = {
  summary:
    'Buy an access token with an API key, or with the token of an issuer that a tenant trusts',
  consumes: ['application/x-www-form-urlencoded'],
  security: [],
  response: {
    200: Type.Object({
      access_token: Type.String(),
      issued_token_type: Type.Optional(Type.String()),
      token_type: Type.String(),
      expires_in: Type.Integer({ description: 'seconds' }),
      scope: Type.String(),
    }),
    400: Refused,
    401: Refused,
    413: Refused,
    415: Refused,
    429: Refused,
    500: Refused,
    503: Refused,
  },
}

// A scrape with a token is no less important than one with a key.
const SHED_LAST = { shed: 'scrape' } as const

/** Where a credential is turned into a token (RFC 6749 section 3.2). */
export async function tokenRoutes(app: FastifyInstance, deps: TokenRouteDeps): Promise<void> {
  answerInOAuthWords(app)
  refuseKeysInUrls(app, deps)
  readForms(app)
  app.post<{ Body: Form | undefined }>(
    '/oauth2/token',
    { schema, config: SHED_LAST },
    async (request, reply) => {
      const granted = await grant(request, request.body ?? new Map(), deps)
      // Section 5.1.
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
      return {
        access_token: granted.token,
        ...(granted.issuedTokenType && { issued_token_type: granted.issuedTokenType }),
        token_type: 'Bearer',
        expires_in: ACCESS_TOKEN_SECONDS,
        scope: granted.scope,
      }
    },
  )
}

function grant(request: FastifyRequest, form: Form, deps: TokenRouteDeps): Promise<GrantedToken> {
  const type = form.get('grant_type')
  if (type === CLIENT_CREDENTIALS) return grantToClient(request, form, deps)
  if (type === TOKEN_EXCHANGE) return exchangeToken(request, form, deps)
  if (type === undefined) throw new OAuthError('invalid_request', 'grant_type is missing')
  throw new OAuthError('unsupported_grant_type', `grant_type is one of ${GRANT_TYPES.join(', ')}`)
}
