import type { Bucket, HistogramFamily, HistogramMetric, Labels, MetricFamily } from './metric.ts'
import { MetricsByLabels } from './metrics-by-labels.ts'
import { quoteGo } from './quote-go.ts'
import type { FamilyHead, LineLabels, Sample, SampleCollector } from './sample-collector.ts'

type HistogramInProgress = { -readonly [K in keyof HistogramMetric]: HistogramMetric[K] } & {
  readonly buckets: Bucket[]
}

export class HistogramCollector implements SampleCollector {
  readonly special = 'le'
  readonly #type: HistogramFamily['type']
  readonly #name: string
  /** Without a count, it is what the last bucket says. */
  readonly #countIsOptional: boolean
  readonly #metrics = new MetricsByLabels(createHistogram)

  constructor(type: HistogramFamily['type'], name: string, { countIsOptional = false } = {}) {
    this.#type = type
    this.#name = name
    this.#countIsOptional = countIsOptional
  }

  get size(): number {
    return this.#metrics.all.length
  }

  add(labels: LineLabels, sample: Sample): string | undefined {
    const histogram = this.#metrics.get(labels)
    const { part, value } = sample
    if (sample.timestampMs !== undefined) histogram.timestampMs = sample.timestampMs
    if (part === 'sum') histogram.sum = value
    else if (part === 'created') histogram.createdMs = Math.round(value * 1000)
    else if (part === 'count') return this.#setCount(histogram, value)
    else if (!Number.isNaN(sample.special)) return this.#addBucket(histogram, sample)
    return undefined
  }

  finish({ name, help, unit }: FamilyHead): MetricFamily {
    return { name, type: this.#type, help, unit, metrics: this.#metrics.all }
  }

  #setCount(histogram: HistogramInProgress, count: number): string | undefined {
    if (count < 0) return `negative count for histogram ${quoteGo(this.#name)}`
    histogram.count = count
    if (!isWhole(count)) histogram.isFloat = true
    return undefined
  }

  #addBucket(histogram: HistogramInProgress, sample: Sample): string | undefined {
    const { special: upperBound, value: cumulativeCount, exemplar } = sample
    if (cumulativeCount < 0) {
      return `negative bucket population for histogram ${quoteGo(this.#name)}`
    }
    histogram.buckets.push({ upperBound, cumulativeCount, exemplar })
    if (!isWhole(cumulativeCount)) histogram.isFloat = true
    const isTotal = this.#countIsOptional && upperBound === Number.POSITIVE_INFINITY
    if (isTotal && histogram.count === 0) histogram.count = cumulativeCount
    return undefined
  }
}

/** Whether a count fits an unsigned 64-bit integer; one histogram holds integers only, or floats only. */
function isWhole(count: number): boolean {
  return Number.isInteger(count) && count < 2 ** 64
}

function createHistogram(labels: Labels): HistogramInProgress {
  return {
    labels,
    timestampMs: undefined,
    createdMs: undefined,
    count: 0,
    sum: 0,
    buckets: [],
    native: undefined,
    isFloat: false,
    exemplars: [],
  }
}
