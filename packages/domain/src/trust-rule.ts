import type { Scope } from './credential.ts'
import type { CredentialId, TenantId } from './ids.ts'
import type { LabelRules } from './label-rules.ts'
import { matchesPattern } from './label-rules.ts'

/**
 * For each claim the values that it may have; all must hold. A value is exact, or the beginning of one with `*` behind
 * it. A claim is named as it stands in the token, or by a JSON Pointer (RFC 6901) when it lies deeper: the names of
 * claims hold dots and slashes, so neither can stand for depth, but none begins with a slash.
 */
export type ClaimConditions = Readonly<Record<string, readonly string[]>>

/** RFC 7517 section 5. */
export interface JwkSet {
  readonly keys: readonly Readonly<Record<string, unknown>>[]
}

/** A kind of credential without a secret: whoever brings a token of that issuer which says these things may do that. */
export interface TrustRule {
  readonly tenantId: TenantId
  readonly id: CredentialId
  readonly name: string
  readonly issuer: string
  readonly audience: string
  readonly conditions: ClaimConditions
  readonly scopes: readonly Scope[]
  /** Names, or `*`. */
  readonly namespaces: readonly string[]
  readonly labelRules: LabelRules
  /** The issuer's keys, where they cannot be fetched. */
  readonly jwks: JwkSet | undefined
  /** A token is taken once, at the token endpoint. */
  readonly singleUseJti: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastUsedAt: Date | undefined
}

/** For schemas: a value, or the beginning of one; no lone star, which would bind nothing. */
export const claimPatternPattern = '^(?!\\*$)[^*]+\\*?$'

/** How the audience of a token names its tenant. A slug holds no slash, so the last part is all of it. */
const AUDIENCE = /\/t\/([a-z0-9-]{3,63})$/

/** The slug of the tenant that an audience is for; `undefined` for one that is not ours. */
export function audienceTenant(audience: string): string | undefined {
  return AUDIENCE.exec(audience)?.[1]
}

type Claims = Readonly<Record<string, unknown>>

/** The name of the first condition that the claims do not meet. */
export function unmetCondition(conditions: ClaimConditions, claims: Claims): string | undefined {
  const unmet = Object.entries(conditions).find(([name, patterns]) => {
    const values = claimValues(claims, name)
    return !values.some((value) => patterns.some((pattern) => matchesPattern(pattern, value)))
  })
  return unmet?.[0]
}

/** What a claim says, one value or several, as text. It is named as in `ClaimConditions`. */
export function claimValues(claims: Claims, name: string): string[] {
  return [findClaim(claims, name)].flat().filter(isPlain).map(String)
}

function findClaim(claims: Claims, name: string): unknown {
  if (!name.startsWith('/')) return Object.hasOwn(claims, name) ? claims[name] : undefined
  const parts = name.slice(1).split('/').map(unescapePointer)
  return parts.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    return Reflect.get(value, part)
  }, claims)
}

/** RFC 6901 section 4. */
function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** GitHub's hosted issuer, and the same with an enterprise's own part behind it. */
const GITHUB = /^https:\/\/token\.actions\.githubusercontent\.com(?:\/|$)/
const GITHUB_IDS = ['repository_id', 'repository_owner_id'] as const

/**
 * Why the conditions are not enough for that issuer, if so. Names on GitHub can be given up and registered anew by
 * somebody else; the numeric ids cannot.
 */
export function looseCondition(issuer: string, conditions: ClaimConditions): string | undefined {
  if (!GITHUB.test(issuer)) return undefined
  const bound = GITHUB_IDS.some((name) => {
    const values = Object.hasOwn(conditions, name) ? (conditions[name] ?? []) : []
    return values.length > 0 && values.every((value) => /^\d+$/.test(value))
  })
  return bound
    ? undefined
    : 'must bind repository_id or repository_owner_id to numbers: names on GitHub can be registered again by others'
}
