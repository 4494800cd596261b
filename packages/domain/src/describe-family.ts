/** What a group holds as values for people and programs to read, rather than for Prometheus to scrape. */
import {
  type Exemplar,
  formatFloat,
  type HistogramMetric,
  type Labels,
  type Metric,
  type MetricFamily,
  type SummaryMetric,
} from '@postern/exposition'
import type { GroupContent } from './group-content.ts'
import { nativeBuckets } from './native-buckets.ts'

/** How much a group holds. */
export interface ContentSize {
  readonly families: number
  readonly series: number
  readonly bytes: number
}

export function contentSize({ families, bytes }: GroupContent): ContentSize {
  const series = families.reduce((sum, family) => sum + family.series, 0)
  return { families: families.length, series, bytes: bytes.length }
}

/** Numbers are as the text format writes them: JSON has no NaN and no infinities. */
export interface DescribedMetric {
  readonly labels: Record<string, string>
  readonly value?: string
  readonly count?: string
  readonly sum?: string
  readonly quantiles?: { readonly quantile: string; readonly value: string }[]
  readonly buckets?: DescribedBucket[]
  readonly native?: DescribedNative
  readonly createdAt?: string | null
  readonly exemplars?: DescribedExemplar[]
}

interface DescribedBucket {
  readonly upperBound: string
  readonly cumulativeCount: string
  readonly exemplar?: DescribedExemplar
}

interface DescribedExemplar {
  readonly labels: Record<string, string>
  readonly value: string
  readonly at: string | null
}

interface DescribedNative {
  readonly schema: number
  readonly zeroThreshold: string
  readonly zeroCount: string
  readonly buckets: {
    readonly lower: string
    readonly upper: string
    readonly count: string
    readonly includes: 'lower' | 'upper' | 'both' | 'neither'
  }[]
}

/** The metrics of a family from one place in it to another. */
export function describeMetrics(
  { metrics }: MetricFamily,
  start: number,
  end: number,
): DescribedMetric[] {
  return metrics.slice(start, end).map(describeMetric)
}

function describeMetric(metric: Metric): DescribedMetric {
  const { labels, createdMs } = metric
  const head = {
    labels: labelRecord(labels),
    ...(createdMs === undefined ? {} : { createdAt: moment(createdMs) }),
  }
  if ('quantiles' in metric) return { ...head, ...describeSummary(metric) }
  if ('buckets' in metric) return { ...head, ...describeHistogram(metric) }
  return { ...head, value: formatFloat(metric.value), ...exemplarsOf([metric.exemplar]) }
}

function describeSummary({ count, sum, quantiles }: SummaryMetric) {
  return {
    count: formatFloat(count),
    sum: formatFloat(sum),
    quantiles: quantiles.map(({ quantile, value }) => ({
      quantile: formatFloat(quantile),
      value: formatFloat(value),
    })),
  }
}

function describeHistogram(metric: HistogramMetric) {
  const { count, sum, buckets, exemplars } = metric
  return {
    count: formatFloat(count),
    sum: formatFloat(sum),
    buckets: buckets.map(({ upperBound, cumulativeCount, exemplar }) => ({
      upperBound: formatFloat(upperBound),
      cumulativeCount: formatFloat(cumulativeCount),
      ...(exemplar ? { exemplar: describeExemplar(exemplar) } : {}),
    })),
    ...describeNative(metric),
    ...exemplarsOf(exemplars),
  }
}

function describeNative({ native, isFloat }: HistogramMetric): { native?: DescribedNative } {
  if (!native) return {}
  return {
    native: {
      schema: native.schema,
      zeroThreshold: formatFloat(native.zeroThreshold),
      zeroCount: formatFloat(native.zeroCount),
      buckets: nativeBuckets(native, isFloat).map(({ lower, upper, count, includes }) => ({
        lower: formatFloat(lower),
        upper: formatFloat(upper),
        count: formatFloat(count),
        includes,
      })),
    },
  }
}

function exemplarsOf(exemplars: readonly (Exemplar | undefined)[]): {
  exemplars?: DescribedExemplar[]
} {
  const given = exemplars.filter((exemplar) => exemplar !== undefined)
  return given.length === 0 ? {} : { exemplars: given.map(describeExemplar) }
}

function describeExemplar({ labels, value, timestampMs }: Exemplar): DescribedExemplar {
  return {
    labels: labelRecord(labels),
    value: formatFloat(value),
    at: timestampMs === undefined ? null : moment(timestampMs),
  }
}

/** Null for a time that a job may claim and no calendar has. */
function moment(ms: number): string | null {
  const at = new Date(ms)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/** Labels as an object; a name such as `__proto__` is a member like any other. */
export function labelRecord(labels: Labels): Record<string, string> {
  const pairs: [string, string][] = []
  for (let i = 0; i < labels.length; i += 2) pairs.push([labels[i] ?? '', labels[i + 1] ?? ''])
  return Object.fromEntries(pairs)
}
