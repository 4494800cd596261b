/** A family from the query API, where the scrape does not have it just so. */
import { type Labels, type MetricFamily, sortLabels } from '@postern/exposition'
import type { HeldFamily, HeldMetric } from './held-group.ts'

/** `undefined` for what this JSON cannot say: native histograms, and histograms of gauges. */
export function familyFromJson({
  name,
  type,
  help,
  metrics,
}: HeldFamily): MetricFamily | undefined {
  const head = { name, help, unit: undefined }
  switch (type) {
    case 'COUNTER':
    case 'GAUGE':
    case 'UNTYPED': {
      const values = metrics.map((each) => ({
        ...metricHead(each),
        value: number(each.value),
        exemplar: undefined,
      }))
      return { ...head, type: valueTypes[type], metrics: values }
    }
    case 'SUMMARY':
      return { ...head, type: 'summary', metrics: metrics.map(summary) }
    case 'HISTOGRAM':
      // A list of buckets is that of a native one.
      return metrics.some(({ buckets }) => Array.isArray(buckets))
        ? undefined
        : { ...head, type: 'histogram', metrics: metrics.map(histogram) }
    default:
      return undefined
  }
}

const valueTypes = { COUNTER: 'counter', GAUGE: 'gauge', UNTYPED: 'untyped' } as const

function metricHead({ labels }: HeldMetric) {
  return { labels: labelsOf(labels), timestampMs: undefined, createdMs: undefined }
}

function summary(metric: HeldMetric) {
  return {
    ...metricHead(metric),
    ...countAndSum(metric),
    quantiles: pairs(metric.quantiles).map(([quantile, value]) => ({ quantile, value })),
  }
}

function histogram(metric: HeldMetric) {
  return {
    ...metricHead(metric),
    ...countAndSum(metric),
    buckets: pairs(metric.buckets).map(([upperBound, cumulativeCount]) => ({
      upperBound,
      cumulativeCount,
      exemplar: undefined,
    })),
    native: undefined,
    isFloat: false,
    exemplars: [],
  }
}

function countAndSum({ count, sum }: HeldMetric) {
  return { count: number(count), sum: number(sum) }
}

/** In the order of their numbers, which an object does not keep. */
function pairs(value: unknown): [number, number][] {
  const entries: [string, unknown][] = Object.entries(
    typeof value === 'object' && value ? value : {},
  )
  return entries
    .map(([key, each]): [number, number] => [number(key), number(each)])
    .sort(([a], [b]) => a - b)
}

/** As Go writes it: `+Inf` and `NaN` among them. */
function number(value: unknown): number {
  return Number(String(value).replace(/^([+-]?)Inf$/, '$1Infinity'))
}

export function labelsOf(labels: Readonly<Record<string, string>>): Labels {
  return sortLabels(Object.entries(labels).flat())
}
