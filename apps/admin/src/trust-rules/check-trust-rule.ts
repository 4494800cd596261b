import { audienceTenant, looseCondition, type Tenant, type TrustRule } from '@postern/domain'
import { readJwks } from '@postern/server'
import type { TenantDb } from '@postern/store'
import { refuseBadLabels, refuseUnknownNamespaces } from '../credentials/check-draft.ts'
import { invalidRequest } from '../invalid-request.ts'

export interface TrustSettings {
  /** The issuer of our own tokens. */
  readonly publicUrl: string
  /** Hosts whose keys may be fetched without TLS and from private networks. */
  readonly jwksAllowedHosts: readonly string[]
}

/** What of a rule no schema can tell. Throws `request-invalid`. */
export async function checkTrustRule(
  own: TenantDb,
  tenant: Tenant,
  rule: TrustRule,
  settings: TrustSettings,
): Promise<void> {
  refuseBadIssuer(rule, settings)
  refuseBadAudience(rule, tenant)
  refuseLooseConditions(rule)
  refuseBadKeys(rule)
  refuseBadLabels(Object.keys(rule.labelRules))
  await refuseUnknownNamespaces(own, tenant, rule.namespaces)
}

function refuseBadIssuer({ issuer, jwks }: TrustRule, settings: TrustSettings): void {
  const url = URL.parse(issuer)
  const { jwksAllowedHosts, publicUrl } = settings
  // OpenID Connect Discovery 1.0 section 3: https, without query and fragment.
  if (!url || !/^https?:$/.test(url.protocol) || /[?#@\s]/.test(issuer)) {
    throw invalidRequest('body', '/issuer', 'must be a https URL without query and fragment')
  }
  const allowed = [url.hostname, url.host].some((host) => jwksAllowedHosts.includes(host))
  if (url.protocol !== 'https:' && !jwks && !allowed) {
    throw invalidRequest(
      'body',
      '/issuer',
      'must be https, unless its keys are given with the rule or POSTERN_JWKS_ALLOWED_HOSTS has its host',
    )
  }
  if (issuer === publicUrl) {
    throw invalidRequest('body', '/issuer', 'is this Postern itself, whose tokens need no rule')
  }
}

function refuseBadAudience({ audience }: TrustRule, { slug }: Tenant): void {
  if (audienceTenant(audience) === slug) return
  throw invalidRequest(
    'body',
    '/audience',
    `must end in /t/${slug}, so that no token for another tenant can be meant`,
  )
}

// These every token of the issuer has, whoever it was made for.
const SAYS_NOTHING = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti'])

function refuseLooseConditions({ issuer, conditions }: TrustRule): void {
  const names = Object.keys(conditions)
  if (names.every((name) => SAYS_NOTHING.has(name))) {
    throw invalidRequest(
      'body',
      '/conditions',
      'must bind a claim that says whose token it is, such as sub',
    )
  }
  const loose = looseCondition(issuer, conditions)
  if (loose !== undefined) throw invalidRequest('body', '/conditions', loose)
}

function refuseBadKeys({ jwks }: TrustRule): void {
  if (!jwks) return
  const secret = jwks.keys.findIndex((key) => 'd' in key || 'k' in key)
  if (secret !== -1) {
    throw invalidRequest('body', `/jwks/keys/${secret}`, 'is not a public key: it holds a secret')
  }
  const unusable = jwks.keys.findIndex((key) => readJwks({ keys: [key] }).length === 0)
  if (unusable !== -1) {
    throw invalidRequest(
      'body',
      `/jwks/keys/${unusable}`,
      'is no key for signatures that we take: RSA of 2048 bits or more, P-256, P-384, P-521 or Ed25519',
    )
  }
}
