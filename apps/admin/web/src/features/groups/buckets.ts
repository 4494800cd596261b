import type { Metric } from '@postern/contract'
import { readSample } from './sample.ts'

export interface Bucket {
  /** `≤ 0.5`, `(0.25, 0.5]` */
  readonly bound: string
  readonly count: number
}

/** Each bucket by itself, in the order of their bounds. */
export function bucketsOf(metric: Metric): Bucket[] {
  return metric.native ? nativeBuckets(metric.native) : classicBuckets(metric.buckets ?? [])
}

function classicBuckets(buckets: NonNullable<Metric['buckets']>): Bucket[] {
  let below = 0
  let before = ''
  return buckets
    .toSorted((a, b) => readSample(a.upperBound) - readSample(b.upperBound))
    .map(({ upperBound, cumulativeCount }) => {
      const count = readSample(cumulativeCount) - below
      const bound = upperBound === '+Inf' ? `> ${before}` : `≤ ${upperBound}`
      below = readSample(cumulativeCount)
      before = upperBound
      return { bound, count }
    })
}

const brackets = { lower: '[)', upper: '(]', both: '[]', neither: '()' } as const

function nativeBuckets({ buckets }: NonNullable<Metric['native']>): Bucket[] {
  return buckets.map(({ lower, upper, count, includes }) => {
    const [left = '', right = ''] = brackets[includes]
    return { bound: `${left}${short(lower)}, ${short(upper)}${right}`, count: readSample(count) }
  })
}

/** Bounds of native buckets have sixteen digits, of which nobody needs more than four. */
function short(text: string): string {
  const value = readSample(text)
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : text
}
