/** What a scrape says of the tenant itself, beside what its groups hold: its checks, its keys, how much it holds. */
import { withInstance } from '@postern/domain'
import { compareSeries, type Labels, type MetricFamily } from '@postern/exposition'
import type { TenantView } from '../view/tenant-view.ts'
import { checkFamilies } from './check-families.ts'
import { keyFamilies } from './key-families.ts'
import { totalFamilies } from './total-families.ts'

export interface TenantScope {
  /** What the scrape shows, in the order of `scrapeNamespaces`. */
  readonly namespaces: readonly string[]
  /** Whether these are all that the tenant has. */
  readonly isWhole: boolean
}

/** A gauge of the tenant's. */
export interface TenantFamily {
  readonly name: string
  readonly help: string
  readonly samples: readonly TenantSample[]
}

export interface TenantSample {
  /** Sorted. */
  readonly labels: Labels
  readonly value: number
}

/** As of the moment of the view; those without samples are left out. */
export function tenantFamilies(view: TenantView, scope: TenantScope): TenantFamily[] {
  return [
    ...checkFamilies(view, scope),
    ...keyFamilies(view, scope),
    ...totalFamilies(view, scope),
  ].filter(({ samples }) => samples.length > 0)
}

/** With all that a metric has, in the order of a scrape. */
export function readTenantFamily({ name, help, samples }: TenantFamily): MetricFamily {
  const metrics = samples
    .map(({ labels, value }) => ({
      labels: withInstance(labels),
      value,
      timestampMs: undefined,
      createdMs: undefined,
      exemplar: undefined,
    }))
    .sort((a, b) => compareSeries(a.labels, b.labels))
  return { name, type: 'gauge', help, unit: undefined, metrics }
}
