/**
 * The Prometheus data model as values: metric families, metrics, samples.
 * Everything here is plain data; the parsers make it and the writers read it.
 */

/**
 * Labels as one flat list: name, value, name, value, …; sorted by name in UTF-8 byte order, each name once.
 * Flat, because a push of 100,000 series would otherwise allocate a pair per label.
 */
export type Labels = readonly string[]

export type MetricType =
  | 'counter'
  | 'gauge'
  | 'untyped'
  | 'summary'
  | 'histogram'
  | 'gauge_histogram'

export type MetricFamily = ValueFamily | SummaryFamily | HistogramFamily

interface FamilyHead<T extends MetricType> {
  readonly name: string
  readonly type: T
  /** `undefined` when none was given; the empty string is a HELP of its own. */
  readonly help: string | undefined
  readonly unit: string | undefined
}

export interface ValueFamily extends FamilyHead<'counter' | 'gauge' | 'untyped'> {
  readonly metrics: readonly ValueMetric[]
}

export interface SummaryFamily extends FamilyHead<'summary'> {
  readonly metrics: readonly SummaryMetric[]
}

export interface HistogramFamily extends FamilyHead<'histogram' | 'gauge_histogram'> {
  readonly metrics: readonly HistogramMetric[]
}

export type Metric = ValueMetric | SummaryMetric | HistogramMetric

interface MetricHead {
  readonly labels: Labels
  /** Milliseconds since 1970, only when the body said so; pushes with one are refused later. */
  readonly timestampMs: number | undefined
  /** When the counter, summary or histogram began, in milliseconds since 1970. */
  readonly createdMs: number | undefined
}

export interface ValueMetric extends MetricHead {
  readonly value: number
  readonly exemplar: Exemplar | undefined
}

export interface SummaryMetric extends MetricHead {
  readonly count: number
  readonly sum: number
  readonly quantiles: readonly Quantile[]
}

export interface Quantile {
  readonly quantile: number
  readonly value: number
}

export interface HistogramMetric extends MetricHead {
  readonly count: number
  readonly sum: number
  /** Classic buckets in the order in which they came; `+Inf` only when it was given. */
  readonly buckets: readonly Bucket[]
  readonly native: NativeHistogram | undefined
  /** Counts are fractions: a float histogram in protobuf. */
  readonly isFloat: boolean
  /** Exemplars that belong to no classic bucket (native histograms). */
  readonly exemplars: readonly Exemplar[]
}

export interface Bucket {
  readonly upperBound: number
  readonly cumulativeCount: number
  readonly exemplar: Exemplar | undefined
}

export interface Exemplar {
  readonly labels: Labels
  readonly value: number
  readonly timestampMs: number | undefined
}

/**
 * The sparse buckets of a native histogram, as in `io.prometheus.client.Histogram`, which has no field for the
 * bounds of custom buckets: those are exposed as classic buckets.
 */
export interface NativeHistogram {
  readonly schema: number
  readonly zeroThreshold: number
  readonly zeroCount: number
  readonly positiveSpans: readonly Span[]
  readonly negativeSpans: readonly Span[]
  /** Bucket counts as they came: deltas for integer histograms, absolute counts for float ones. */
  readonly positiveBuckets: readonly number[]
  readonly negativeBuckets: readonly number[]
}

export interface Span {
  readonly offset: number
  readonly length: number
}
