import type { TenantId } from './ids.ts'

export const tenantStates = ['active', 'suspended', 'deleting', 'deleted'] as const

export type TenantState = (typeof tenantStates)[number]

/** The customer: owns everything, and cannot tell that other tenants exist. */
export interface Tenant {
  readonly id: TenantId
  /** 3 to 63 of `[a-z0-9-]`; unique for good, never given out again. */
  readonly slug: string
  readonly name: string
  readonly state: TenantState
  /** The label that carries the namespace in a scrape; the `default` namespace adds none. */
  readonly namespaceLabel: string
  /** Names of metrics and labels may be any UTF-8, not only what every Prometheus reads. */
  readonly utf8Names: boolean
  /** How long a key may live at most, such as `365d`. */
  readonly maxKeyLife: string | undefined
  readonly keysMayNeverExpire: boolean
  /** When its deletion began; it can be taken back until the purge. */
  readonly deletingSince: Date | undefined
  /** What it goes back to when its deletion is taken back. */
  readonly stateBeforeDeletion: TenantState | undefined
  readonly createdAt: Date
}

// Long enough for somebody to come back from a week's absence and notice.
export const PURGE_AFTER_MS = 7 * 24 * 60 * 60 * 1_000

/** When a tenant that is being deleted will be purged. */
export function purgeTime(deletingSince: Date): Date {
  return new Date(deletingSince.getTime() + PURGE_AFTER_MS)
}

/** The namespace that every tenant has from birth, and that adds no label. */
export const DEFAULT_NAMESPACE = 'default'

export const slugPattern = '^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$'
export const namespacePattern = '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'

/** A label name that every Prometheus reads, and none that a job or Prometheus itself gives a meaning. */
export const namespaceLabelPattern =
  '^(?!__|(?:job|instance|le|quantile)$)[a-zA-Z_][a-zA-Z0-9_]{0,127}$'
