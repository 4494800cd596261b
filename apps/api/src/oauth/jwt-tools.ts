import jwt, { type JWT } from '@fastify/jwt'
import { SIGNING_ALGORITHM } from '@postern/server'
import type { FastifyInstance } from 'fastify'

declare module '@fastify/jwt' {
  interface FastifyJWT {
    namespaces: 'own' | 'outside'
  }
}

export interface JwtTools {
  /** Signs our access tokens and checks them. */
  readonly own: JWT
  /** Checks the tokens of issuers that tenants trust. */
  readonly outside: JWT
}

/** RFC 9068 section 2.1. Keeps an ID token, or any other that we might sign, from passing as an access token. */
const ACCESS_TOKEN_TYPE = 'at+jwt'

// RFC 9068 section 2.2.
const REQUIRED_CLAIMS = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']

// Whose clocks we do not set.
const OUTSIDE_TOLERANCE_MS = 30_000

/**
 * All that decides whether a token is believed is said here and not left to defaults. The library remembers nothing; what
 * is remembered of a token is our own affair. `issuer` is the audience, too: there is one resource.
 */
export async function registerJwtTools(app: FastifyInstance, issuer: string): Promise<JwtTools> {
  await app.register(jwt, {
    namespace: 'own',
    secret: { public: chosenPerToken, private: chosenPerToken },
    decode: { complete: true },
    sign: {
      algorithm: SIGNING_ALGORITHM,
      iss: issuer,
      aud: issuer,
      header: { alg: SIGNING_ALGORITHM, typ: ACCESS_TOKEN_TYPE },
    },
    verify: {
      algorithms: [SIGNING_ALGORITHM],
      allowedIss: issuer,
      allowedAud: issuer,
      checkTyp: ACCESS_TOKEN_TYPE,
      requiredClaims: REQUIRED_CLAIMS,
      cache: false,
    },
  })
  await app.register(jwt, {
    namespace: 'outside',
    secret: { public: chosenPerToken },
    decode: { complete: true },
    // Issuer, audience, key and algorithm are those of the trust rule, given with every call.
    verify: {
      requiredClaims: ['iss', 'exp', 'aud', 'sub'],
      clockTolerance: OUTSIDE_TOLERANCE_MS,
      cache: false,
    },
  })
  return app.jwt
}

/** There is no key of which it could be said beforehand that it is the one. */
async function chosenPerToken(): Promise<string> {
  throw new Error('the key of a token is chosen by its header')
}
