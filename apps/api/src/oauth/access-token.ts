/** Our own access tokens: RFC 9068, signed by us, good for a quarter of an hour. */
import { ACCESS_TOKEN_SECONDS, isUuid, newUuid, Problem, type Scope, scopes } from '@postern/domain'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { JwtTools } from './jwt-tools.ts'
import type { UnverifiedJwt } from './read-jwt.ts'
import type { RingKey, SigningKeyRing } from './signing-key-ring.ts'
import type { VerifiedTokens } from './verified-tokens.ts'

/** What we say in a token beside what RFC 7519 registers. */
const Claims = Type.Object({
  /** The id of the credential, which is the id of the client. */
  client_id: Type.String(),
  /** Who that is: the client itself, or whom an outside issuer vouched for. */
  sub: Type.String(),
  tenant: Type.String(),
  /** Where to look the credential up. */
  credential: Type.Enum(['key', 'trust-rule']),
  /** As they were when the token was made; what counts is the credential as it is. */
  namespaces: Type.Array(Type.String()),
  /** RFC 6749 section 3.3. May be less than the credential's. */
  scope: Type.String(),
})

export type AccessTokenClaims = Type.Static<typeof Claims>

export interface AccessTokenDeps {
  readonly jwt: JwtTools
  readonly ring: SigningKeyRing
  readonly verified: VerifiedTokens
  readonly clock: () => number
}

/** A signed token. Throws `not-ready` when there is no key to sign with. */
export async function issueAccessToken(
  { jwt, ring, clock }: AccessTokenDeps,
  claims: AccessTokenClaims,
): Promise<string> {
  const key = await ring.current()
  if (!key) {
    throw new Problem('not-ready', 'there is no signing key yet: the admin app makes the first one')
  }
  const nowMs = clock()
  const iat = Math.floor(nowMs / 1_000)
  const payload = { ...claims, iat, exp: iat + ACCESS_TOKEN_SECONDS, jti: newUuid(nowMs) }
  return jwt.own.sign(payload, { key: key.privateKey, kid: key.id })
}

/** What a token of ours says. Throws `credential-invalid` for one that is not, or not any more. */
export async function readAccessToken(
  deps: AccessTokenDeps,
  token: UnverifiedJwt,
): Promise<AccessTokenClaims> {
  const { ring } = deps
  // The id only selects among our keys; whatever else it may be made to look like, it is never used for.
  const key = token.kid === undefined || !isUuid(token.kid) ? undefined : await ring.find(token.kid)
  if (!key) throw refusal('was not signed with a key of ours')
  requireGenuine(deps, token, key)
  const { claims } = token
  if (!Value.Check(Claims, claims) || !isUuid(claims.client_id) || !isUuid(claims.tenant)) {
    throw refusal('does not say what a token of ours says')
  }
  return claims
}

/** The scopes of a token; those that a newer release knows mean nothing here. */
export function scopesOf(claims: AccessTokenClaims): Scope[] {
  const named = claims.scope.split(' ')
  return scopes.filter((scope) => named.includes(scope))
}

function requireGenuine(
  { jwt, verified, clock }: AccessTokenDeps,
  { text }: UnverifiedJwt,
  { id, publicKey }: RingKey,
): void {
  try {
    verified.ensure(text, id, () =>
      jwt.own.verify(text, { key: publicKey, clockTimestamp: clock() }),
    )
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw refusal(reasons.get(code) ?? 'is not valid', error)
  }
}

const reasons = new Map([
  ['FAST_JWT_EXPIRED', 'has expired'],
  ['FAST_JWT_INACTIVE', 'is not valid yet'],
  ['FAST_JWT_INVALID_TYPE', 'is no access token'],
])

function refusal(why: string, cause?: unknown): Problem {
  return new Problem('credential-invalid', `the access token ${why}`, { cause })
}
