/**
 * What one tenant may send and hold. Each name says what is counted, in which unit and per what, in the manner of
 * Grafana Mimir; the smaller value is the stricter one, always.
 */

/** Stands for no limit, so that every comparison says the right thing by itself. */
export const NO_LIMIT = Number.POSITIVE_INFINITY

export interface LimitKind {
  readonly unit: 'count' | 'bytes' | 'per second'
  /** What holds for a tenant about which nothing was said: protects the machine and surprises nobody. */
  readonly system: number
  /** No tenant may have more; and then none may have it without a limit. */
  readonly highest?: number
  /** A matter of the whole tenant, which no namespace can have for itself. */
  readonly ofTenant?: true
  readonly about: string
}

const MIB = 1024 * 1024

export const limitKinds = {
  pushesPerSecond: {
    unit: 'per second',
    system: NO_LIMIT,
    about: 'how many pushes are taken a second, on average',
  },
  pushBurst: {
    unit: 'count',
    system: NO_LIMIT,
    about: 'how many pushes are taken at once; without it as many as in one second',
  },
  pushesPerSecondPerCredential: {
    unit: 'per second',
    system: NO_LIMIT,
    about: 'as pushesPerSecond, of each credential',
  },
  pushBurstPerCredential: {
    unit: 'count',
    system: NO_LIMIT,
    about: 'as pushBurst, of each credential',
  },
  samplesPerSecond: {
    unit: 'per second',
    system: NO_LIMIT,
    about: 'how many samples are taken a second, on average',
  },
  sampleBurst: {
    unit: 'count',
    system: NO_LIMIT,
    about: 'how many samples are taken at once; without it as many as in one second',
  },
  maxConcurrentPushes: {
    unit: 'count',
    system: NO_LIMIT,
    ofTenant: true,
    about: 'pushes under way at a time, on each replica',
  },
  maxPushBytes: {
    unit: 'bytes',
    system: 16 * MIB,
    highest: 64 * MIB,
    about: 'the body of a push on the wire',
  },
  maxInflatedPushBytes: {
    unit: 'bytes',
    system: 64 * MIB,
    highest: 64 * MIB,
    about: 'the body of a push when it is no longer compressed',
  },
  maxLineBytes: { unit: 'bytes', system: NO_LIMIT, about: 'one line of a body in a text format' },
  maxSeriesPerPush: { unit: 'count', system: 100_000, about: 'series in one push' },
  maxSeriesPerGroup: { unit: 'count', system: NO_LIMIT, about: 'series that one group holds' },
  maxSeriesPerNamespace: {
    unit: 'count',
    system: NO_LIMIT,
    about: 'series that one namespace holds',
  },
  maxSeriesPerTenant: {
    unit: 'count',
    system: 1_000_000,
    ofTenant: true,
    about: 'series that the tenant holds',
  },
  maxGroupsPerNamespace: {
    unit: 'count',
    system: NO_LIMIT,
    about: 'groups that one namespace holds',
  },
  maxGroupsPerTenant: {
    unit: 'count',
    system: 100_000,
    ofTenant: true,
    about: 'groups that the tenant holds',
  },
  maxChecksPerTenant: {
    unit: 'count',
    system: 1_000,
    ofTenant: true,
    about: 'checks that the tenant has',
  },
  maxLabelNamesPerSeries: {
    unit: 'count',
    system: NO_LIMIT,
    about: 'labels of one series, those of the path and of the namespace among them',
  },
  maxLabelNameBytes: { unit: 'bytes', system: NO_LIMIT, about: 'the name of a label, in UTF-8' },
  maxLabelValueBytes: { unit: 'bytes', system: NO_LIMIT, about: 'the value of a label, in UTF-8' },
  maxMetricNameBytes: { unit: 'bytes', system: NO_LIMIT, about: 'the name of a metric, in UTF-8' },
  maxHelpBytes: {
    unit: 'bytes',
    system: NO_LIMIT,
    about: 'a HELP text, in UTF-8; a longer one is cut and not refused',
  },
  scrapesPerSecondPerCredential: {
    unit: 'per second',
    system: NO_LIMIT,
    about: 'how many scrapes each credential gets a second; 0.2 is one in five seconds',
  },
  scrapeBurstPerCredential: {
    unit: 'count',
    system: NO_LIMIT,
    about: 'how many scrapes each credential gets at once; without it as many as in one second',
  },
  maxConcurrentScrapesPerCredential: {
    unit: 'count',
    system: NO_LIMIT,
    about: 'scrapes of each credential under way at a time, on each replica',
  },
} as const satisfies Record<string, LimitKind>

export type LimitName = keyof typeof limitKinds

// Object.keys widens to string; these are the keys of the table above and no others.
export const limitNames = Object.keys(limitKinds) as LimitName[]

/** A value for every limit; `NO_LIMIT` where there is none. */
export type Limits = Readonly<Record<LimitName, number>>

/** What was set for a tenant or a namespace: null says that there is no limit, absence that nothing was said. */
export type LimitSettings = { readonly [Name in LimitName]?: number | null }

export type LimitSource = 'system' | 'tenant' | 'namespace'

/** A limit with where its value comes from. */
export interface EffectiveLimit {
  readonly value: number
  readonly source: LimitSource
}

export function limitKind(name: LimitName): LimitKind {
  return limitKinds[name]
}

/**
 * System default, then what the tenant has of its own, which may be more or less, then what the namespace has, which
 * counts only where it is less.
 */
export function effectiveLimit(
  name: LimitName,
  tenant: LimitSettings,
  namespace: LimitSettings = {},
  system: Limits = systemLimits,
): EffectiveLimit {
  const { ofTenant } = limitKind(name)
  const own = tenant[name]
  const base: EffectiveLimit =
    own === undefined
      ? { value: system[name], source: 'system' }
      : { value: capped(name, own ?? NO_LIMIT), source: 'tenant' }
  const lower = ofTenant ? undefined : namespace[name]
  return lower !== undefined && lower !== null && lower < base.value
    ? { value: lower, source: 'namespace' }
    : base
}

export function effectiveLimits(
  tenant: LimitSettings,
  namespace: LimitSettings = {},
  system: Limits = systemLimits,
): Limits {
  return limitsBy((name) => effectiveLimit(name, tenant, namespace, system).value)
}

function limitsBy(valueOf: (name: LimitName) => number): Limits {
  // Made of all names just now.
  return Object.fromEntries(limitNames.map((name) => [name, valueOf(name)])) as Limits
}

/** What holds for everybody where the operator of the machine says nothing. */
export const systemLimits: Limits = limitsBy((name) => limitKind(name).system)

/** What the operator of the machine sets for everybody; a fault says which is not what it may be. */
export function readSystemLimits(
  settings: Readonly<Record<string, unknown>>,
): { readonly limits: Limits } | { readonly fault: string } {
  for (const [name, value] of Object.entries(settings)) {
    const known = limitNames.find((each) => each === name)
    if (known === undefined) return { fault: `has no limit "${name.slice(0, 60)}"` }
    const fault = valueFault(limitKind(known), value)
    if (fault !== undefined) return { fault: `says of ${name} what cannot be: expected ${fault}` }
  }
  return { limits: effectiveLimits(readLimitSettings(settings)) }
}

function valueFault({ highest, unit }: LimitKind, value: unknown): string | undefined {
  const most = highest === undefined ? '' : ` of at most ${highest}`
  if (value === null) return highest === undefined ? undefined : `a number${most}`
  const isNumber = typeof value === 'number' && value > 0 && value <= (highest ?? NO_LIMIT)
  if (unit === 'per second') return isNumber ? undefined : 'a number above 0, or null for no limit'
  return isNumber && Number.isSafeInteger(value) ? undefined : `a whole number above 0${most}`
}

function capped(name: LimitName, value: number): number {
  return Math.min(value, limitKind(name).highest ?? NO_LIMIT)
}

/** Takes what it knows from what was stored, and passes over the rest: a newer release may have written more. */
export function readLimitSettings(stored: Readonly<Record<string, unknown>>): LimitSettings {
  const known = limitNames.flatMap((name) => {
    const value = stored[name]
    return value === null || (typeof value === 'number' && value > 0) ? [[name, value]] : []
  })
  return Object.fromEntries(known)
}
