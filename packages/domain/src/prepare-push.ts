/**
 * Everything about a push that can be told from the push alone: labels put in place, contradictions within it refused,
 * sample lines rendered. Its cost is what was pushed, and it runs before the push waits for its turn.
 */
import {
  compareSeries,
  formatLabels,
  type HistogramFamily,
  type Labels,
  type Metric,
  type MetricFamily,
  mergeLabels,
  type SummaryFamily,
  writeProtobuf,
  writeTextSamples,
} from '@postern/exposition'
import { countFamilySeries } from './count-series.ts'
import type { FamilyLines } from './group-content.ts'
import type { GroupingKey } from './grouping-key.ts'
import { pushInconsistent } from './push-inconsistent.ts'
import { PUSH_FAILURE_TIME, PUSH_TIME } from './push-times.ts'

/** One family of a push, ready to be held: its lines, and its series for the checks against what is held. */
export interface PreparedFamily extends FamilyLines {
  readonly labelSets: readonly Labels[]
}

export interface PushPlace {
  readonly groupingKey: GroupingKey
  /** The label that names the namespace in a scrape; none in `default`. */
  readonly namespaceLabel: readonly [name: string, value: string] | undefined
}

// The gateway sets these itself; what a job sends under their names is dropped, as the Pushgateway does.
const OWN_FAMILIES = new Set([PUSH_TIME, PUSH_FAILURE_TIME])

// What a scrape says of checks, keys and the tenant itself: a job that could write these could silence an alert.
const RESERVED_NAME = /^postern_(?:check|group|key|tenant)_/

/** Throws `push-inconsistent` for a push that contradicts itself. Families without samples are dropped. */
export function preparePush(families: readonly MetricFamily[], place: PushPlace): PreparedFamily[] {
  const labels = overridingLabels(place)
  return families
    .filter((family) => family.metrics.length > 0 && !OWN_FAMILIES.has(family.name))
    .map((family) => {
      refuseReservedName(family.name)
      return prepareFamily(placeFamily(family, labels))
    })
}

function refuseReservedName(name: string): void {
  if (!RESERVED_NAME.test(name)) return
  const words = `metric name ${JSON.stringify(name)} is the gateway's own; choose another one`
  throw pushInconsistent(words, name)
}

/** The labels that every series of the group gets, whatever the body says. */
export function overridingLabels({
  groupingKey,
  namespaceLabel,
}: Pick<PushPlace, 'groupingKey' | 'namespaceLabel'>): Labels {
  return namespaceLabel ? mergeLabels(groupingKey, namespaceLabel) : groupingKey
}

/**
 * A series without an instance gets an empty one, which Prometheus drops under `honor_labels: true` instead of putting
 * the gateway's own address there.
 */
export function withInstance(labels: Labels): Labels {
  for (let i = 0; i < labels.length; i += 2) {
    if (labels[i] === 'instance') return labels
  }
  return mergeLabels(labels, EMPTY_INSTANCE)
}

const EMPTY_INSTANCE: Labels = ['instance', '']

/** `family` with its final labels. */
function prepareFamily(family: MetricFamily): PreparedFamily {
  refuseTimestamps(family)
  refuseReservedLabels(family)
  refuseDuplicates(family)
  if (isHistogram(family)) refuseRepeatedBuckets(family)
  if (family.type === 'summary') refuseRepeatedQuantiles(family)
  return {
    name: family.name,
    type: family.type,
    help: family.help,
    series: countFamilySeries(family),
    lines: writeTextSamples(family),
    protobuf: needsProtobuf(family) ? writeProtobuf([family]) : undefined,
    labelSets: family.metrics.map((metric) => metric.labels),
  }
}

/** The family with final labels, its series in the order of a scrape. */
function placeFamily<F extends MetricFamily>(family: F, labels: Labels): F {
  const place = <M extends Metric>(metric: M): M => ({
    ...metric,
    labels: withInstance(mergeLabels(metric.labels, labels)),
  })
  const metrics = [...family.metrics].map(place)
  metrics.sort((a, b) => compareSeries(a.labels, b.labels))
  return { ...family, metrics }
}

function refuseTimestamps(family: MetricFamily): void {
  if (family.metrics.some((metric) => metric.timestampMs !== undefined)) {
    throw pushInconsistent(
      'pushed metrics must not have timestamps',
      family.name,
      'expose the time as the value of a gauge instead',
    )
  }
}

/** `le` and `quantile` belong to the buckets and quantiles: as a label beside them they would stand there twice. */
function refuseReservedLabels(family: MetricFamily): void {
  const own = OWN_LABELS[family.type]
  for (const metric of family.metrics) {
    for (let i = 0; i < metric.labels.length; i += 2) {
      const name = metric.labels[i] ?? ''
      if (name === own || name.startsWith('__')) {
        throw pushInconsistent(
          `collected metric "${family.name}" { ${formatLabels(metric.labels)} } must not have an explicit ${JSON.stringify(name)} label`,
          family.name,
        )
      }
    }
  }
}

const OWN_LABELS: Partial<Record<MetricFamily['type'], string>> = {
  histogram: 'le',
  gauge_histogram: 'le',
  summary: 'quantile',
}

/** Sorted as they are, equal series stand side by side. */
function refuseDuplicates(family: MetricFamily): void {
  for (let i = 1; i < family.metrics.length; i++) {
    const [before, metric] = [family.metrics[i - 1], family.metrics[i]]
    if (before && metric && compareSeries(before.labels, metric.labels) === 0) {
      throw duplicateSeries(family.name, metric.labels)
    }
  }
}

/** The refusal of a series that is there already, within the push or in another group. */
export function duplicateSeries(name: string, labels: Labels) {
  return pushInconsistent(
    `collected metric "${name}" { ${formatLabels(labels)} } was collected before with the same name and label values`,
    name,
  )
}

function refuseRepeatedBuckets(family: HistogramFamily): void {
  for (const { labels, buckets } of family.metrics) {
    const twice = repeated(buckets.map((bucket) => bucket.upperBound))
    if (twice !== undefined) throw repeatedPart(family.name, labels, `bucket le="${twice}"`)
  }
}

function refuseRepeatedQuantiles(family: SummaryFamily): void {
  for (const { labels, quantiles } of family.metrics) {
    const twice = repeated(quantiles.map((part) => part.quantile))
    if (twice !== undefined) throw repeatedPart(family.name, labels, `quantile="${twice}"`)
  }
}

function repeatedPart(name: string, labels: Labels, part: string) {
  return pushInconsistent(
    `collected metric "${name}" { ${formatLabels(labels)} } has the ${part} twice`,
    name,
  )
}

function repeated(values: readonly number[]): number | undefined {
  const seen = new Set<number>()
  for (const value of values) {
    if (seen.has(value)) return value
    seen.add(value)
  }
  return undefined
}

/** Whether there is more to the family than its lines in text format can say. */
function needsProtobuf(family: MetricFamily): boolean {
  if (isHistogram(family)) {
    return family.type === 'gauge_histogram' || family.metrics.some(hasMoreThanBuckets)
  }
  if (family.type === 'summary')
    return family.metrics.some((metric) => metric.createdMs !== undefined)
  return family.metrics.some(
    (metric) => metric.exemplar !== undefined || metric.createdMs !== undefined,
  )
}

function isHistogram(family: MetricFamily): family is HistogramFamily {
  return family.type === 'histogram' || family.type === 'gauge_histogram'
}

function hasMoreThanBuckets(metric: HistogramFamily['metrics'][number]): boolean {
  return (
    metric.native !== undefined ||
    metric.createdMs !== undefined ||
    metric.exemplars.length > 0 ||
    metric.buckets.some((bucket) => bucket.exemplar !== undefined)
  )
}
