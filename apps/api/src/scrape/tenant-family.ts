import { withInstance } from '@postern/domain'
import { compareSeries, type Labels, type MetricFamily } from '@postern/exposition'

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
