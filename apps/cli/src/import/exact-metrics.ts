/** The metrics of a scrape by what tells them apart, for those who know which of them are theirs. */
import { type Labels, type Metric, type MetricFamily, sortLabels } from '@postern/exposition'
import { labelsOf } from './family-from-json.ts'
import type { HeldFamily, HeldGroup } from './held-group.ts'

export class ExactMetrics {
  readonly #families = new Map<string, Indexed>()

  constructor(families: readonly MetricFamily[]) {
    for (const family of families) {
      const metrics = new Map<string, Metric>()
      for (const metric of family.metrics) metrics.set(keyOf(metric.labels), metric)
      this.#families.set(family.name, { family, metrics })
    }
  }

  /** Whether the scrape saw the group as the query API did, and not before or after another push. */
  isOf({ labels, pushedAt }: HeldGroup): boolean {
    const key = keyOf(labelsOf({ instance: '', ...labels }))
    const time = this.#families.get('push_time_seconds')?.metrics.get(key)
    return time !== undefined && 'value' in time && time.value === pushedAt
  }

  /** The family with those metrics that the group has of it; `undefined` when one of them is not there. */
  find({ name, type, metrics }: HeldFamily): MetricFamily | undefined {
    const indexed = this.#families.get(name)
    if (indexed?.family.type.toUpperCase() !== type) return undefined
    const own = metrics.map(({ labels }) => indexed.metrics.get(keyOf(labelsOf(labels))))
    if (own.includes(undefined)) return undefined
    // Metrics of that very family, fewer of them.
    return { ...indexed.family, metrics: own } as MetricFamily
  }
}

interface Indexed {
  readonly family: MetricFamily
  readonly metrics: ReadonlyMap<string, Metric>
}

function keyOf(labels: Labels): string {
  return JSON.stringify(sortLabels(labels))
}
