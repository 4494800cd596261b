/** How long a group is held after its last good push, and who decides that. */
import { formatDuration, parseDuration } from './duration.ts'

/** What durations of retention are in milliseconds when there is no end. */
export const NEVER = Number.POSITIVE_INFINITY

/** The word for it, wherever a duration is written. */
export const NEVER_WORD = 'never'

const DAY_MS = 24 * 60 * 60 * 1_000

/** Beyond a year and its slack, who means for ever should say so. */
export const MAX_RETENTION_MS = 400 * DAY_MS

/** What the operator has set for all tenants. */
export interface SystemRetention {
  /** What holds where nobody said anything. */
  readonly defaultMs: number
  /** Nobody may ask for less. */
  readonly minimumMs: number
}

/** A job that runs once a month keeps its metrics from one run to the next. */
export const systemRetention: SystemRetention = { defaultMs: 35 * DAY_MS, minimumMs: 1_000 }

/** For a job, or for all jobs whose names begin as it says before its `*`. */
export interface JobRule {
  readonly job: string
  readonly retentionMs?: number | undefined
  /** How many groups of each such job are kept: those pushed last. */
  readonly keepLast?: number | undefined
}

export interface TenantRetention {
  readonly defaultMs?: number | undefined
  /** Whatever anybody asks for is cut to this. */
  readonly maximumMs?: number | undefined
  /** Whether a scrape shows when each group ends. */
  readonly showsExpiry?: boolean | undefined
}

export interface NamespaceRetention {
  readonly defaultMs?: number | undefined
  readonly showsExpiry?: boolean | undefined
  readonly jobs: readonly JobRule[]
}

/** All that is said about the retention of a tenant's groups, but for what pushes and groups say themselves. */
export interface RetentionPolicies {
  readonly system: SystemRetention
  readonly tenant: TenantRetention
  readonly namespaces: ReadonlyMap<string, NamespaceRetention>
}

export function noPolicies(system: SystemRetention): RetentionPolicies {
  return { system, tenant: {}, namespaces: new Map() }
}

/** Whether a scrape shows when each group of the namespace ends. */
export function showsExpiryIn({ tenant, namespaces }: RetentionPolicies, name: string): boolean {
  return namespaces.get(name)?.showsExpiry ?? tenant.showsExpiry ?? false
}

/** From what wins over all others to what holds when nobody says anything. */
export const retentionRules = ['header', 'group', 'job', 'namespace', 'tenant', 'system'] as const

export type RetentionRule = (typeof retentionRules)[number]

/** What a group and its last push say. */
export interface OwnRetention {
  /** Asked for by the last good push, for as long as it is the last. */
  readonly headerMs: number | undefined
  /** Set for the group itself. */
  readonly groupMs: number | undefined
}

export interface GroupKind {
  readonly namespace: string
  readonly job: string
}

/** How long a group is held, and what decided that. */
export interface Retention {
  readonly ms: number
  readonly rule: RetentionRule
  /** Whether the tenant's maximum made it less than the rule says. */
  readonly isCut: boolean
}

/** Header before group, job rule, namespace, tenant and system; then cut to the tenant's maximum. */
export function resolveRetention(
  policies: RetentionPolicies,
  { namespace, job }: GroupKind,
  own: OwnRetention,
): Retention {
  const { system, tenant, namespaces } = policies
  const ofNamespace = namespaces.get(namespace)
  const said: readonly (readonly [RetentionRule, number | undefined])[] = [
    ['header', own.headerMs],
    ['group', own.groupMs],
    ['job', findRule(ofNamespace, job, (rule) => rule.retentionMs)],
    ['namespace', ofNamespace?.defaultMs],
    ['tenant', tenant.defaultMs],
  ]
  for (const [rule, ms] of said) if (ms !== undefined) return cut(ms, rule, tenant)
  return cut(system.defaultMs, 'system', tenant)
}

/** How many groups of that job are kept; `undefined` for all of them. */
export function keepLastOf(
  { namespaces }: RetentionPolicies,
  { namespace, job }: GroupKind,
): number | undefined {
  return findRule(namespaces.get(namespace), job, ({ keepLast }) => keepLast)
}

function cut(ms: number, rule: RetentionRule, { maximumMs = NEVER }: TenantRetention): Retention {
  return { ms: Math.min(ms, maximumMs), rule, isCut: ms > maximumMs }
}

/** Of the rules for that job which say something of it, the most specific one decides. */
function findRule(
  namespace: NamespaceRetention | undefined,
  job: string,
  valueOf: (rule: JobRule) => number | undefined,
): number | undefined {
  let best: JobRule | undefined
  for (const rule of namespace?.jobs ?? []) {
    if (valueOf(rule) === undefined || !isForJob(rule, job)) continue
    if (best === undefined || specificity(rule) > specificity(best)) best = rule
  }
  return best && valueOf(best)
}

function isForJob({ job: pattern }: JobRule, job: string): boolean {
  return pattern.endsWith('*') ? job.startsWith(pattern.slice(0, -1)) : job === pattern
}

function specificity({ job }: JobRule): number {
  return job.endsWith('*') ? job.length - 1 : Number.POSITIVE_INFINITY
}

/** What decided when a group ends: a rule, or that no push to it ever succeeded. */
export type ExpiryRule = RetentionRule | 'failure'

/** When a group ends, and why then. */
export interface Expiry extends OwnRetention {
  /** Microseconds since 1970; `NEVER` for a group without end. From that moment on it is gone. */
  readonly atMicros: number
  readonly rule: ExpiryRule
  readonly isCut: boolean
}

/** Of a group that a push came to. */
export interface RetainedGroup {
  readonly kind: GroupKind
  readonly own: OwnRetention
  /** Last good and last failed push, in microseconds since 1970. */
  readonly pushedAtMicros: number | undefined
  readonly failedAtMicros: number | undefined
  /** The good push before the last one. */
  readonly previousPushedAtMicros?: number | undefined
}

// Long enough for an alert on push_failure_time_seconds to fire and be seen.
const FAILED_LIFE_MICROS = 60 * 60 * 1e6

/**
 * When the group ends. Only good pushes count; one that had none holds nothing but the time of a failure, and goes an
 * hour after the last, so that a job which invents names leaves nothing for good.
 */
export function computeExpiry(
  policies: RetentionPolicies,
  { kind, own, pushedAtMicros, failedAtMicros = 0 }: RetainedGroup,
): Expiry {
  const { headerMs, groupMs } = own
  if (pushedAtMicros === undefined) {
    const atMicros = failedAtMicros + FAILED_LIFE_MICROS
    return { headerMs, groupMs, atMicros, rule: 'failure', isCut: false }
  }
  const { ms, rule, isCut } = resolveRetention(policies, kind, own)
  return { headerMs, groupMs, atMicros: pushedAtMicros + ms * 1_000, rule, isCut }
}

export type ReadRetention = { readonly ms: number } | { readonly fault: string }

const SECONDS = /^\d{1,8}$/

/**
 * A duration as a person writes it: `90s`, `15m`, `35d`, `1d12h`, whole seconds, or `never`. Zero is refused: elsewhere it
 * means at once to some and never to others.
 */
export function readRetention(text: string, minimumMs: number): ReadRetention {
  if (text === NEVER_WORD) return { ms: NEVER }
  const ms = SECONDS.test(text) ? Number(text) * 1_000 : parseDuration(text)
  if (ms === undefined) return { fault: 'is no duration: write 90s, 15m, 12h, 35d or never' }
  if (ms === 0) return { fault: 'is zero, which could mean at once or never: write never, or 1s' }
  if (ms < minimumMs) return { fault: `is less than the minimum, ${formatDuration(minimumMs)}` }
  if (ms > MAX_RETENTION_MS) {
    return { fault: `is more than ${formatDuration(MAX_RETENTION_MS)}: write never` }
  }
  return { ms }
}

/** As `readRetention` reads it. */
export function formatRetention(ms: number): string {
  return ms === NEVER ? NEVER_WORD : formatDuration(ms)
}

/** What a group says for itself, whoever decides: null where it says nothing. */
interface ShownOwnRetention {
  readonly ttl: string | null
  readonly retention: string | null
}

/** By the names under which it is said. */
export function showOwnRetention({ headerMs, groupMs }: OwnRetention): ShownOwnRetention {
  return {
    ttl: headerMs === undefined ? null : formatRetention(headerMs),
    retention: groupMs === undefined ? null : formatRetention(groupMs),
  }
}
