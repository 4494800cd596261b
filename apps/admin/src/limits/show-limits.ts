import type * as contract from '@postern/contract'
import {
  effectiveLimit,
  type LimitName,
  type LimitSettings,
  type Limits,
  limitNames,
  NO_LIMIT,
} from '@postern/domain'

/** What was set, layer by layer; without a namespace, for the tenant as a whole. */
export interface Layers {
  readonly tenant: LimitSettings
  readonly namespace: LimitSettings | undefined
}

/** What a call for that tenant, or that namespace, sets. */
export function ownLayer({ tenant, namespace }: Layers): LimitSettings {
  return namespace ?? tenant
}

export type Mode = 'effective' | 'diff'

/** Every limit with where it comes from, or only those about which the tenant or the namespace says something. */
export function showLimits(layers: Layers, mode: Mode, system: Limits): contract.LimitList {
  const names = limitNames.filter((name) => mode === 'effective' || isSet(name, layers))
  const limits = names.map((name) => [name, showLimit(name, layers, system)])
  return { limits: Object.fromEntries(limits) }
}

function isSet(name: LimitName, { tenant, namespace }: Layers): boolean {
  return tenant[name] !== undefined || namespace?.[name] !== undefined
}

function showLimit(
  name: LimitName,
  { tenant, namespace }: Layers,
  system: Limits,
): contract.EffectiveLimit {
  const { value, source } = effectiveLimit(name, tenant, namespace, system)
  const own = tenant[name]
  const lower = namespace?.[name]
  return {
    value: showValue(value),
    source,
    system: showValue(system[name]),
    ...(own === undefined ? {} : { tenant: own }),
    ...(lower === undefined ? {} : { namespace: lower }),
  }
}

/** No limit is null in JSON, which knows no infinity. */
export function showValue(value: number): number | null {
  return value === NO_LIMIT ? null : value
}
