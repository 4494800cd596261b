import {
  audienceTenant,
  type CredentialId,
  Problem,
  type TrustRule,
  unmetCondition,
} from '@postern/domain'
import { type GuessThrottle, type Logger, readJwks, type VerificationKey } from '@postern/server'
import type { AuthFailures } from '../auth/auth-failures.ts'
import type { Caller } from '../auth/caller.ts'
import type { RefusalReason } from '../auth/refusal.ts'
import type { JwtTools } from '../oauth/jwt-tools.ts'
import type { UnverifiedJwt } from '../oauth/read-jwt.ts'
import type { VerifiedTokens } from '../oauth/verified-tokens.ts'
import type { IssuerKeys } from './issuer-keys.ts'
import type { TrustDirectory, TrustedParties } from './trusted-parties.ts'

export interface OutsideTokenDeps {
  readonly jwt: JwtTools
  readonly directory: TrustDirectory
  readonly issuerKeys: IssuerKeys
  readonly clock: () => number
  readonly logger: Logger
  readonly failures: AuthFailures
  readonly verified: VerifiedTokens
  readonly guesses: GuessThrottle
}

/** A token that an outside issuer signed, and the rule of a tenant that takes it. */
export interface TrustedToken {
  readonly rule: TrustRule
  readonly parties: TrustedParties
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * The rule that takes a token of an outside issuer. The token says itself which tenant it is for, in an audience that
 * ends in /t/<slug>: so only that tenant's rules are read, and no tenant can take what was made for another. Of its
 * rules for this issuer and audience the oldest counts whose conditions the token meets. Throws `credential-invalid`,
 * in the same words whatever the reason: which tenants there are, and whom they trust, is not told to strangers. The
 * tenant whose rule came closest finds the reason in its audit. Throws `authentication-throttled` for an address that
 * guesses, unless this replica knows the tenant already.
 */
export async function verifyOutsideToken(
  deps: OutsideTokenDeps,
  token: UnverifiedJwt,
  caller: Caller,
  only?: CredentialId,
): Promise<TrustedToken> {
  const found = await findRule(deps, token, caller, only)
  if ('claims' in found) return found
  const { nearest, why } = found
  deps.logger.debug({ reason: why, issuer: token.issuer }, 'token of an outside issuer refused')
  if (nearest) {
    const { reason, rule } = nearest
    const { id: credentialId, tenantId } = rule
    const isProven = false
    deps.failures.note({ tenantId, credentialId, isRule: true, isProven, reason, caller })
  }
  throw new Problem('credential-invalid', 'no trust rule takes this token, or it is not valid')
}

interface NotTaken {
  readonly why: string
  /** The last rule for this issuer and audience, and what of the token it did not take. */
  readonly nearest?: { readonly rule: TrustRule; readonly reason: RefusalReason }
}

async function findRule(
  deps: OutsideTokenDeps,
  token: UnverifiedJwt,
  caller: Caller,
  only: CredentialId | undefined,
): Promise<TrustedToken | NotTaken> {
  if (token.type !== undefined && token.type.toLowerCase() !== 'jwt') {
    return { why: 'another type of token' }
  }
  // RFC 7519 section 4.1.2. A list would meet a condition by any of its members.
  if (typeof token.claims['sub'] !== 'string') return { why: 'the subject is no text' }
  const slugs = new Set(token.audiences.map(audienceTenant).filter((slug) => slug !== undefined))
  const [slug] = slugs
  if (slug === undefined || slugs.size > 1) return { why: 'the audience does not name one tenant' }
  // Anybody can make up a slug, and each takes a query: not for an address that guesses.
  if (!deps.directory.knows(slug)) deps.guesses.refuseTooMany(caller.address)
  const parties = await deps.directory.ofSlug(slug)
  if (!parties) return { why: 'no such tenant' }
  let refusal: NotTaken = { why: 'no rule for this issuer and audience' }
  for (const rule of parties.rules) {
    if (rule.issuer !== token.issuer || !token.audiences.includes(rule.audience)) continue
    if (only !== undefined && rule.id !== only) continue
    // Cheaper than a signature, and no keys are fetched for what no rule wants. What is read here is verified below.
    const unmet = unmetCondition(rule.conditions, token.claims)
    if (unmet !== undefined) {
      const why = `the condition on ${unmet} is not met`
      refusal = { why, nearest: { rule, reason: 'token-condition' } }
    } else if (await isGenuine(deps, token, rule)) {
      return { rule, parties, claims: token.claims }
    } else {
      const why = 'signature, time or claims are not valid'
      refusal = { why, nearest: { rule, reason: 'token-invalid' } }
    }
  }
  return refusal
}

async function isGenuine(
  { jwt, issuerKeys, verified, clock }: OutsideTokenDeps,
  token: UnverifiedJwt,
  rule: TrustRule,
): Promise<boolean> {
  const keys = rule.jwks ? uploadedKeys(rule.jwks) : await issuerKeys.find(rule.issuer, token.kid)
  const key = chooseKey(keys, token)
  if (!key) return false
  const { audience: allowedAud, issuer: allowedIss } = rule
  const { publicKey } = key
  const algorithms = [...key.algorithms]
  const decided = JSON.stringify([allowedIss, allowedAud, publicKey, algorithms])
  try {
    verified.ensure(token.text, decided, () =>
      jwt.outside.verify(token.text, {
        key: publicKey,
        algorithms,
        allowedIss,
        allowedAud,
        clockTimestamp: clock(),
      }),
    )
    return true
  } catch {
    return false
  }
}

// Rules are read anew every second; what is made of their keys goes with them.
const uploaded = new WeakMap<object, readonly VerificationKey[]>()

function uploadedKeys(jwks: NonNullable<TrustRule['jwks']>): readonly VerificationKey[] {
  const keys = uploaded.get(jwks) ?? readJwks(jwks)
  uploaded.set(jwks, keys)
  return keys
}

/** The key that the token names, if it may have signed so; a token may name none where there is but one that may. */
function chooseKey(
  keys: readonly VerificationKey[],
  { kid, algorithm }: UnverifiedJwt,
): VerificationKey | undefined {
  const able = keys.filter((key) => key.algorithms.some((name) => name === algorithm))
  if (kid !== undefined) return able.find((key) => key.kid === kid)
  return able.length === 1 ? able[0] : undefined
}
