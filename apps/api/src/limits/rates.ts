/** The rates of a tenant that are set, as the rate limiter and the headers need them. */
import { type CredentialId, type LimitName, type Limits, NO_LIMIT } from '@postern/domain'
import { type GrantLimits, limitsIn } from './grant-limits.ts'

/** What is counted. */
type RateUnit = 'pushes' | 'samples' | 'scrapes'

export interface Rate {
  /** Names the bucket among those of the tenant. */
  readonly id: string
  /** Names it to clients, in the headers. */
  readonly policy: string
  readonly unit: RateUnit
  /** The limits that set it. */
  readonly limit: LimitName
  readonly burstLimit: LimitName
  readonly perSecond: number
  readonly burst: number
}

interface RateNames {
  readonly policy: string
  readonly unit: RateUnit
  readonly limit: LimitName
  readonly burstLimit: LimitName
}

const PUSH: RateNames = {
  policy: 'push',
  unit: 'pushes',
  limit: 'pushesPerSecond',
  burstLimit: 'pushBurst',
}

const PUSH_OF_CREDENTIAL: RateNames = {
  policy: 'push-credential',
  unit: 'pushes',
  limit: 'pushesPerSecondPerCredential',
  burstLimit: 'pushBurstPerCredential',
}

const SAMPLES: RateNames = {
  policy: 'samples',
  unit: 'samples',
  limit: 'samplesPerSecond',
  burstLimit: 'sampleBurst',
}

const SCRAPE_OF_CREDENTIAL: RateNames = {
  policy: 'scrape-credential',
  unit: 'scrapes',
  limit: 'scrapesPerSecondPerCredential',
  burstLimit: 'scrapeBurstPerCredential',
}

/** What a push into the namespace has to pass; nothing when no rate is set. */
export function pushRates(
  limits: GrantLimits,
  namespace: string,
  credential: CredentialId,
): Rate[] {
  const own = rateOf(limitsIn(limits, namespace), PUSH_OF_CREDENTIAL, credential)
  return [...tenantAndNamespace(limits, namespace, PUSH), ...(own ? [own] : [])]
}

/** What the samples of a push into the namespace have to pass. */
export function sampleRates(limits: GrantLimits, namespace: string): Rate[] {
  return tenantAndNamespace(limits, namespace, SAMPLES)
}

/** What a scrape has to pass. */
export function scrapeRates(
  limits: GrantLimits,
  namespace: string | undefined,
  credential: CredentialId,
): Rate[] {
  const rate = rateOf(limitsIn(limits, namespace), SCRAPE_OF_CREDENTIAL, credential)
  return rate ? [rate] : []
}

/** All of the tenant share one bucket, and a namespace with a rate of its own has another beside it. */
function tenantAndNamespace(limits: GrantLimits, namespace: string, names: RateNames): Rate[] {
  const whole = rateOf(limits.tenant, names, '')
  const own = limits.namespaces.get(namespace)
  const isLower =
    own !== undefined &&
    (own[names.limit] < limits.tenant[names.limit] ||
      own[names.burstLimit] < limits.tenant[names.burstLimit])
  const policy = `${names.policy}-namespace`
  const part = isLower ? rateOf(own, { ...names, policy }, namespace) : undefined
  return [whole, part].filter((rate) => rate !== undefined)
}

function rateOf(limits: Limits, names: RateNames, of: string): Rate | undefined {
  const perSecond = limits[names.limit]
  if (perSecond === NO_LIMIT) return undefined
  const burst = limits[names.burstLimit]
  return {
    ...names,
    id: of === '' ? names.policy : `${names.policy}:${of}`,
    perSecond,
    burst: burst === NO_LIMIT ? Math.max(1, perSecond) : burst,
  }
}
