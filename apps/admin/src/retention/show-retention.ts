import type * as contract from '@postern/contract'
import {
  formatDuration,
  formatRetention,
  type NamespaceRetention,
  NEVER,
  type RetentionEffect,
  type RetentionPolicies,
} from '@postern/domain'
import { showNamespaceSettings, showTenantSettings } from './read-settings.ts'

type Source = 'system' | 'tenant' | 'namespace'

export function showTenantRetention(policies: RetentionPolicies): contract.TenantRetention {
  return {
    settings: showTenantSettings(policies.tenant),
    effective: {
      default: effectiveDefault(policies, undefined),
      maximum: effectiveMaximum(policies),
      minimum: formatDuration(policies.system.minimumMs),
      showsExpiry: effectiveSwitch(policies, undefined),
    },
  }
}

export function showNamespaceRetention(
  policies: RetentionPolicies,
  name: string,
): contract.NamespaceRetention {
  const own = policies.namespaces.get(name)
  return {
    settings: showNamespaceSettings(own ?? { jobs: [] }),
    effective: {
      default: effectiveDefault(policies, own),
      maximum: effectiveMaximum(policies),
      showsExpiry: effectiveSwitch(policies, own),
    },
  }
}

function effectiveDefault(
  { system, tenant }: RetentionPolicies,
  own: NamespaceRetention | undefined,
) {
  const { value, source } = firstSaid(own?.defaultMs, tenant.defaultMs, system.defaultMs)
  const maximumMs = tenant.maximumMs ?? NEVER
  const isCut = value > maximumMs
  return { value: formatRetention(Math.min(value, maximumMs)), source, isCut }
}

function effectiveMaximum({ tenant }: RetentionPolicies) {
  const { value, source } = firstSaid(undefined, tenant.maximumMs, NEVER)
  return { value: formatRetention(value), source, isCut: false }
}

function effectiveSwitch({ tenant }: RetentionPolicies, own: NamespaceRetention | undefined) {
  return firstSaid(own?.showsExpiry, tenant.showsExpiry, false)
}

function firstSaid<T>(
  namespace: T | undefined,
  tenant: T | undefined,
  system: T,
): { readonly value: T; readonly source: Source } {
  if (namespace !== undefined) return { value: namespace, source: 'namespace' }
  if (tenant !== undefined) return { value: tenant, source: 'tenant' }
  return { value: system, source: 'system' }
}

const SECOND_MS = 1_000

export function showEffect(effect: RetentionEffect): contract.RetentionEffect {
  return {
    groups: effect.groups,
    groupsThatExpire: effect.groupsThatExpire,
    groupsOutpaced: effect.groupsOutpaced,
    outpaced: effect.examples.map(({ namespace, groupingKey, retentionMs, intervalMs }) => ({
      namespace,
      labels: Object.fromEntries(
        groupingKey.flatMap((name, i) => (i % 2 === 0 ? [[name, groupingKey[i + 1] ?? '']] : [])),
      ),
      retention: formatRetention(retentionMs),
      pushInterval: formatDuration(Math.ceil(intervalMs / SECOND_MS) * SECOND_MS),
    })),
  }
}
