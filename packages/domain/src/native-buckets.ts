import type { NativeHistogram, Span } from '@postern/exposition'

/** One bucket of a native histogram, with the bounds that its index stands for. */
export interface NativeBucket {
  readonly lower: number
  readonly upper: number
  readonly count: number
  /** Which of the bounds belong to it. */
  readonly includes: 'lower' | 'upper' | 'both' | 'neither'
}

/** In the order of their bounds; empty ones are left out. */
export function nativeBuckets(histogram: NativeHistogram, isFloat: boolean): NativeBucket[] {
  const counts = isFloat ? (values: readonly number[]) => values : fromDeltas
  const positive = side(histogram.positiveSpans, counts(histogram.positiveBuckets))
  const negative = side(histogram.negativeSpans, counts(histogram.negativeBuckets))
  const { zeroThreshold, zeroCount } = histogram
  const all: readonly NativeBucket[] = [
    ...negative.toReversed().map(({ index, count }): NativeBucket => {
      const { lower, upper } = boundsOf(histogram, index)
      return { lower: -upper, upper: -lower, count, includes: 'lower' }
    }),
    { lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount, includes: 'both' },
    ...positive.map(({ index, count }): NativeBucket => {
      return { ...boundsOf(histogram, index), count, includes: 'upper' }
    }),
  ]
  return all.filter(({ count }) => count !== 0)
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
