import { effectiveLimits, type Limits, systemLimits } from '@postern/domain'
import type { LimitLayers } from '@postern/store'

/** What holds for a tenant, and for those of its namespaces that have something of their own. */
export interface GrantLimits {
  readonly tenant: Limits
  readonly namespaces: ReadonlyMap<string, Limits>
}

export function grantLimits(
  { tenant, namespaces }: LimitLayers,
  system: Limits = systemLimits,
): GrantLimits {
  return {
    tenant: Object.keys(tenant).length === 0 ? system : effectiveLimits(tenant, {}, system),
    namespaces: new Map(
      [...namespaces].map(([name, settings]) => [name, effectiveLimits(tenant, settings, system)]),
    ),
  }
}

/** What holds in a namespace; without a name, for the tenant as a whole. */
export function limitsIn(limits: GrantLimits, namespace: string | undefined): Limits {
  return (namespace === undefined ? undefined : limits.namespaces.get(namespace)) ?? limits.tenant
}
