/** Groups in the shape of the Pushgateway's `GET /api/v1/metrics` (api/v1/api.go), which tools read to clean up. */
import {
  type FamilyEntry,
  type NativeBucket,
  nativeBuckets,
  overridingLabels,
  PUSH_FAILURE_TIME,
  PUSH_FAILURE_TIME_HELP,
  PUSH_TIME,
  PUSH_TIME_HELP,
  readFamily,
  withInstance,
} from '@postern/domain'
import {
  formatFloat,
  type HistogramMetric,
  type Labels,
  type Metric,
  type MetricFamily,
  type SummaryMetric,
} from '@postern/exposition'
import type { Group } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'

type JsonObject = Readonly<Record<string, unknown>>
type JsonList = readonly unknown[]

/** One group: its labels, whether the last push succeeded, and a key per family; keys sorted, as Go writes maps. */
export function pushgatewayGroup(namespace: NamespaceView, group: Group): JsonObject {
  const families = group.content.families.map(
    (entry) => [entry.name, familyJson(readFamily(group.content, entry), entry)] as const,
  )
  const failed = (group.failedAtMicros ?? 0) > (group.pushedAtMicros ?? 0)
  // The group's own keys come last and win: a metric called "labels" must not hide whose group it is.
  return sortedObject([
    ...families,
    ...pushTimes(namespace, group),
    ['labels', labelsJson(groupLabels(namespace, group))],
    ['last_push_successful', !failed],
  ])
}

export function groupLabels(namespace: NamespaceView, group: Group): Labels {
  return overridingLabels({ groupingKey: group.key, namespaceLabel: namespace.label })
}

function pushTimes(namespace: NamespaceView, group: Group): [string, JsonObject][] {
  const labels = labelsJson(withInstance(groupLabels(namespace, group)))
  const time = (help: string, micros: number | undefined): JsonObject => ({
    help,
    metrics: [{ labels, value: formatFloat((micros ?? 0) / 1e6) }],
    time_stamp: timestamp(Math.max(group.pushedAtMicros ?? 0, group.failedAtMicros ?? 0)),
    type: 'GAUGE',
  })
  return [
    [PUSH_TIME, time(PUSH_TIME_HELP, group.pushedAtMicros)],
    [PUSH_FAILURE_TIME, time(PUSH_FAILURE_TIME_HELP, group.failedAtMicros)],
  ]
}

function familyJson(family: MetricFamily, entry: FamilyEntry): JsonObject {
  return {
    ...(family.help === undefined ? {} : { help: family.help }),
    metrics: family.metrics.map(metricJson),
    time_stamp: timestamp(entry.pushedAtMicros),
    type: family.type.toUpperCase(),
  }
}

function metricJson(metric: Metric): JsonObject {
  const labels = labelsJson(metric.labels)
  if ('quantiles' in metric) return { ...summaryJson(metric), labels }
  if ('buckets' in metric) return { ...histogramJson(metric), labels }
  return { labels, value: formatFloat(metric.value) }
}

function summaryJson({ count, sum, quantiles }: SummaryMetric): JsonObject {
  const values = quantiles.map((part) => [formatFloat(part.quantile), formatFloat(part.value)])
  return { count: formatFloat(count), quantiles: Object.fromEntries(values), sum: formatFloat(sum) }
}

function histogramJson(metric: HistogramMetric): JsonObject {
  const classic = metric.buckets.map((bucket) => [
    formatFloat(bucket.upperBound),
    formatFloat(bucket.cumulativeCount),
  ])
  return {
    buckets: metric.native
      ? nativeBuckets(metric.native, metric.isFloat).map(bucketRow)
      : Object.fromEntries(classic),
    count: formatFloat(metric.count),
    sum: formatFloat(metric.sum),
  }
}

/** How the Pushgateway numbers which bounds belong to a bucket. */
const boundaryRules = { upper: 0, lower: 1, neither: 2, both: 3 } as const

/** `[boundary rule, lower, upper, count]`. */
function bucketRow({ includes, lower, upper, count }: NativeBucket): JsonList {
  return [boundaryRules[includes], formatFloat(lower), formatFloat(upper), formatFloat(count)]
}

function labelsJson(labels: Labels): JsonObject {
  const pairs: [string, string][] = []
  for (let i = 0; i < labels.length; i += 2) pairs.push([labels[i] ?? '', labels[i + 1] ?? ''])
  return Object.fromEntries(pairs)
}

/** RFC 3339 in UTC, with the microseconds that we have. */
function timestamp(micros: number): string {
  const seconds = Math.floor(micros / 1e6)
  const fraction = String(micros - seconds * 1e6).padStart(6, '0')
  return new Date(seconds * 1_000).toISOString().replace('.000Z', `.${fraction}Z`)
}

function sortedObject(entries: readonly (readonly [string, unknown])[]): JsonObject {
  const last = new Map(entries)
  return Object.fromEntries([...last].sort(([a], [b]) => (a < b ? -1 : 1)))
}
