import type { Labels, MetricFamily, Quantile, SummaryMetric } from './metric.ts'
import { MetricsByLabels } from './metrics-by-labels.ts'
import type { FamilyHead, LineLabels, Sample, SampleCollector } from './sample-collector.ts'

type SummaryInProgress = { -readonly [K in keyof SummaryMetric]: SummaryMetric[K] } & {
  readonly quantiles: Quantile[]
}

export class SummaryCollector implements SampleCollector {
  readonly special = 'quantile'
  readonly #metrics = new MetricsByLabels(createSummary)

  get size(): number {
    return this.#metrics.all.length
  }

  add(labels: LineLabels, { part, special, value, timestampMs }: Sample): undefined {
    const summary = this.#metrics.get(labels)
    if (timestampMs !== undefined) summary.timestampMs = timestampMs
    if (part === 'sum') summary.sum = value
    else if (part === 'count') summary.count = toCount(value)
    else if (part === 'created') summary.createdMs = Math.round(value * 1000)
    else if (!Number.isNaN(special)) summary.quantiles.push({ quantile: special, value })
  }

  finish({ name, help, unit }: FamilyHead): MetricFamily {
    return { name, type: 'summary', help, unit, metrics: this.#metrics.all }
  }
}

function createSummary(labels: Labels): SummaryInProgress {
  return { labels, timestampMs: undefined, createdMs: undefined, count: 0, sum: 0, quantiles: [] }
}

/** Conversion to an unsigned 64-bit integer, as Go does it on amd64: what is no number or too large is 2^63. */
function toCount(value: number): number {
  const whole = Math.trunc(value)
  if (whole >= 0 && whole < 2 ** 64) return Math.abs(whole)
  return whole < 0 && whole >= -(2 ** 63) ? whole + 2 ** 64 : 2 ** 63
}
