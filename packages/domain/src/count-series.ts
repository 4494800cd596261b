import type { HistogramMetric, MetricFamily, SummaryMetric } from '@postern/exposition'

/** How many series Prometheus makes of a family: a histogram has one for each of its buckets, and its sum and count. */
export function countFamilySeries(family: MetricFamily): number {
  switch (family.type) {
    case 'summary':
      return family.metrics.reduce((sum, metric) => sum + countSummary(metric), 0)
    case 'histogram':
    case 'gauge_histogram':
      return family.metrics.reduce((sum, metric) => sum + countHistogram(metric), 0)
    case 'counter':
    case 'gauge':
    case 'untyped':
      return family.metrics.length
  }
}

const SUM_AND_COUNT = 2

function countSummary({ quantiles }: SummaryMetric): number {
  return quantiles.length + SUM_AND_COUNT
}

/** A bucket for +Inf is written whether it was pushed or not. */
function countHistogram({ buckets }: HistogramMetric): number {
  const isClosed = buckets.some(({ upperBound }) => upperBound === Number.POSITIVE_INFINITY)
  return buckets.length + (isClosed ? 0 : 1) + SUM_AND_COUNT
}
