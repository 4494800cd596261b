/**
 * The buckets of a native histogram as the Pushgateway's query API lists them:
 * `[boundary rule, lower, upper, count]` in the order of their bounds; empty ones are left out.
 */
import { formatFloat, type NativeHistogram, type Span } from '@postern/exposition'

/** Which bounds belong to the bucket. */
const LEFT_OPEN = 0
const RIGHT_OPEN = 1
const CLOSED = 3

export type NativeBucket = readonly [rule: number, lower: string, upper: string, count: string]

export function nativeBuckets(histogram: NativeHistogram, isFloat: boolean): NativeBucket[] {
  const counts = isFloat ? (values: readonly number[]) => values : fromDeltas
  const positive = side(histogram.positiveSpans, counts(histogram.positiveBuckets))
  const negative = side(histogram.negativeSpans, counts(histogram.negativeBuckets))
  return [
    ...negative.toReversed().map(({ index, count }) => {
      const bucket = boundsOf(histogram, index)
      return row(RIGHT_OPEN, -bucket.upper, -bucket.lower, count)
    }),
    row(CLOSED, -histogram.zeroThreshold, histogram.zeroThreshold, histogram.zeroCount),
    ...positive.map(({ index, count }) => {
      const bucket = boundsOf(histogram, index)
      return row(LEFT_OPEN, bucket.lower, bucket.upper, count)
    }),
  ].filter(([, , , count]) => count !== '0')
}

function row(rule: number, lower: number, upper: number, count: number): NativeBucket {
  return [rule, formatFloat(lower), formatFloat(upper), formatFloat(count)]
}

function side(spans: readonly Span[], counts: readonly number[]) {
  const buckets: { index: number; count: number }[] = []
  let index = 0
  for (const { offset, length } of spans) {
    index += offset
    for (let i = 0; i < length; i++)
      buckets.push({ index: index++, count: counts[buckets.length] ?? 0 })
  }
  return buckets
}

/** Each delta is to the bucket before. */
function fromDeltas(deltas: readonly number[]): number[] {
  let count = 0
  return deltas.map((delta) => (count += delta))
}

/** Exponential buckets: the upper bound of index i is 2^(i / 2^schema). */
function boundsOf({ schema }: NativeHistogram, index: number) {
  const base = 2 ** -schema
  return { lower: 2 ** ((index - 1) * base), upper: 2 ** (index * base) }
}
