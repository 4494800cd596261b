import * as fc from 'fast-check'
import { sortLabels } from '../labels.ts'
import type {
  Bucket,
  Exemplar,
  HistogramMetric,
  Labels,
  MetricFamily,
  NativeHistogram,
  SummaryMetric,
  ValueMetric,
} from '../metric.ts'

/** What a format can hold of the model. */
export interface Shape {
  readonly utf8Names: boolean
  readonly timestamps: boolean
  readonly created: boolean
  readonly exemplars: boolean
  readonly native: boolean
  readonly units: boolean
}

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\\', '\n', 'a', '\r', ' '),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
})
const legacyName = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/).filter(isNoPart)
const legacyLabel = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/).filter(isFree)
const utf8Name = text.filter((name) => name !== '' && isNoPart(name))
const utf8Label = text.filter((name) => name !== '' && isFree(name))
const timeMs = fc.integer({ min: -1e12, max: 4e12 })
const float = fc.double().map((value) => (value === 0 ? 0 : value))
const number = float.filter((value) => !Number.isNaN(value))
const count = fc.oneof(fc.nat(), fc.maxSafeNat())
const floatCount = fc
  .double({ min: 0.001, noNaN: true, noDefaultInfinity: true })
  .filter((value) => !Number.isInteger(value))

/** Names of parts of other families, and of special series, are for tests of their own. */
function isNoPart(name: string): boolean {
  return !/_(sum|count|bucket|created|total|info|gsum|gcount)$/.test(name)
}

function isFree(name: string): boolean {
  return !['le', 'quantile', '__name__'].includes(name)
}

/** Records with a prototype, as parsers make them. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true })
}

function optional<T>(isThere: boolean, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return isThere ? fc.option(value, { nil: undefined }) : fc.constant(undefined)
}

function labels(shape: Shape): fc.Arbitrary<Labels> {
  const name = shape.utf8Names ? utf8Label : legacyLabel
  return fc
    .uniqueArray(fc.tuple(name, text), { selector: ([label]) => label, maxLength: 4 })
    .map((pairs) => sortLabels(pairs.flat()))
}

function exemplar(shape: Shape): fc.Arbitrary<Exemplar | undefined> {
  return optional(
    shape.exemplars,
    record({ labels: labels(shape), value: float, timestampMs: optional(true, timeMs) }),
  )
}

function head(shape: Shape) {
  return {
    labels: labels(shape),
    timestampMs: optional(shape.timestamps, timeMs),
  }
}

function valueMetric(shape: Shape, isCounter: boolean): fc.Arbitrary<ValueMetric> {
  return record({
    ...head(shape),
    createdMs: optional(shape.created && isCounter, timeMs),
    value: float,
    exemplar: isCounter ? exemplar(shape) : fc.constant(undefined),
  })
}

function summaryMetric(shape: Shape): fc.Arbitrary<SummaryMetric> {
  return record({
    ...head(shape),
    createdMs: optional(shape.created, timeMs),
    count,
    sum: float,
    quantiles: fc.array(record({ quantile: number, value: float }), { maxLength: 3 }),
  })
}

function histogramMetric(shape: Shape): fc.Arbitrary<HistogramMetric> {
  return fc.boolean().chain((isFloat) => {
    const anyCount = isFloat ? floatCount : count
    const bucket: fc.Arbitrary<Bucket> = record({
      upperBound: number,
      cumulativeCount: anyCount,
      exemplar: exemplar(shape),
    })
    return record({
      ...head(shape),
      createdMs: optional(shape.created, timeMs),
      count: anyCount,
      sum: float,
      buckets: fc.array(bucket, { maxLength: 4 }).map(withInfinity),
      native: optional(shape.native, nativeHistogram(isFloat)),
      isFloat: fc.constant(isFloat),
      exemplars: shape.native
        ? fc.array(
            exemplar(shape).filter((one) => one !== undefined),
            { maxLength: 2 },
          )
        : fc.constant([]),
    })
  })
}

/** Writers of text add such a bucket, so without it a histogram would not be read as it was. */
function withInfinity(buckets: Bucket[]): Bucket[] {
  const rest = buckets.filter(({ upperBound }) => upperBound !== Number.POSITIVE_INFINITY)
  return [
    ...rest,
    { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: 2, exemplar: undefined },
  ]
}

function nativeHistogram(isFloat: boolean): fc.Arbitrary<NativeHistogram> {
  const spans = fc.array(record({ offset: fc.integer(), length: fc.nat() }), { maxLength: 3 })
  const buckets = fc.array(isFloat ? floatCount : fc.maxSafeInteger(), { maxLength: 3 })
  return record({
    schema: fc.integer({ min: -53, max: 8 }),
    zeroThreshold: number,
    zeroCount: isFloat ? floatCount : count,
    positiveSpans: spans,
    negativeSpans: spans,
    positiveBuckets: buckets,
    negativeBuckets: buckets,
  })
}

function metricsOf(shape: Shape) {
  const several = { minLength: 1, maxLength: 3 }
  return fc.oneof(
    record({
      type: fc.constant('counter' as const),
      metrics: distinct(valueMetric(shape, true)),
    }),
    record({
      type: fc.constantFrom('gauge' as const, 'untyped' as const),
      metrics: fc.array(valueMetric(shape, false), several),
    }),
    record({ type: fc.constant('summary' as const), metrics: distinct(summaryMetric(shape)) }),
    record({
      type: fc.constantFrom('histogram' as const, 'gauge_histogram' as const),
      metrics: distinct(histogramMetric(shape)),
    }),
  )
}

/** Lines of one summary or histogram are gathered by their labels, as are times of creation: no two may be alike. */
function distinct<M extends { readonly labels: Labels }>(
  metric: fc.Arbitrary<M>,
): fc.Arbitrary<M[]> {
  return fc.uniqueArray(metric, {
    minLength: 1,
    maxLength: 3,
    selector: (one) => JSON.stringify(one.labels),
  })
}

/** Families with all that the format can hold, none of them a part of another. */
export function familiesFor(shape: Shape): fc.Arbitrary<MetricFamily[]> {
  const name = shape.utf8Names ? utf8Name : legacyName
  const family: fc.Arbitrary<MetricFamily> = fc
    .tuple(
      record({ name, help: optional(true, text), unit: optional(shape.units, text) }),
      metricsOf(shape),
    )
    .map(([rest, metrics]) => ({ ...rest, ...metrics }))
  return fc.uniqueArray(family, { selector: (one) => one.name, maxLength: 4 })
}
