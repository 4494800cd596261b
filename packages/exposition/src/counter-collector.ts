import { formatLabels } from './format-labels.ts'
import type { MetricFamily, ValueMetric } from './metric.ts'
import type { FamilyHead, LineLabels, Sample, SampleCollector } from './sample-collector.ts'

/** Counters of OpenMetrics: a line each and, somewhere, another that says since when it has been counting. */
export class CounterCollector implements SampleCollector {
  readonly special = undefined
  readonly #metrics: ValueMetric[] = []
  readonly #createdMs = new Map<string, number>()

  get size(): number {
    return this.#metrics.length
  }

  add(labels: LineLabels, { part, value, timestampMs, exemplar }: Sample): undefined {
    if (part === 'created')
      this.#createdMs.set(formatLabels(labels.toLabels()), Math.round(value * 1000))
    else {
      const own = labels.toLabels()
      this.#metrics.push({ labels: own, timestampMs, createdMs: undefined, value, exemplar })
    }
  }

  finish({ name, help, unit }: FamilyHead): MetricFamily {
    const metrics =
      this.#createdMs.size === 0 ? this.#metrics : this.#metrics.map(this.#withCreated)
    return { name, type: 'counter', help, unit, metrics }
  }

  readonly #withCreated = (metric: ValueMetric): ValueMetric => ({
    ...metric,
    createdMs: this.#createdMs.get(formatLabels(metric.labels)),
  })
}
