/**
 * What a replica must know of a tenant besides its groups, as exactly as those: it is read in the transaction or snapshot
 * in which the head says that it changed, so that no push is taken under what was said before.
 */
import {
  type Check,
  effectiveLimits,
  type Limits,
  type NamespaceOptions,
  noPolicies,
  type RetentionPolicies,
  type SystemRetention,
  systemLimits,
  type TenantId,
} from '@postern/domain'
import {
  type ExpiringKey,
  findLimits,
  findNamespaceOptions,
  findRetention,
  findTenantSeries,
  listChecks,
  listExpiringKeys,
  type TenantDb,
  type TenantSeries,
} from '@postern/store'

export interface TenantSettings {
  /** The head's settings version when they were read. */
  readonly version: number
  readonly retention: RetentionPolicies
  /** All that there are. */
  readonly namespaces: ReadonlyMap<string, NamespaceOptions>
  readonly checks: readonly Check[]
  /** Which series about itself the tenant sees, and what they are about. */
  readonly series: TenantSeries
  readonly limits: Limits
  /** By their expiry. */
  readonly expiringKeys: readonly ExpiringKey[]
}

// No head has it, so that what was never read is read with the first look at the head.
const NOT_READ = -1

/** What holds for tenants of which nobody says otherwise. */
export interface SystemDefaults {
  readonly retention: SystemRetention
  readonly limits?: Limits | undefined
}

/** Of a tenant of which nothing was read yet. */
export function noSettings({ retention, limits = systemLimits }: SystemDefaults): TenantSettings {
  return {
    version: NOT_READ,
    retention: noPolicies(retention),
    namespaces: new Map(),
    checks: [],
    series: { totals: false, keyExpiry: false },
    limits,
    expiringKeys: [],
  }
}

/** Needs a transaction in which the head does not move: its lock, or a snapshot. */
export async function readSettings(
  db: TenantDb,
  tenantId: TenantId,
  version: number,
  system: SystemDefaults,
): Promise<TenantSettings> {
  return {
    version,
    retention: await findRetention(db, tenantId, system.retention),
    namespaces: await findNamespaceOptions(db, tenantId),
    checks: await listChecks(db, tenantId),
    series: await findTenantSeries(db, tenantId),
    limits: effectiveLimits((await findLimits(db, tenantId)).tenant, {}, system.limits),
    expiringKeys: await listExpiringKeys(db, tenantId),
  }
}
