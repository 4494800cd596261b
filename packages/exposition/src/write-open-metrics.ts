import { countCharacters, MAX_EXEMPLAR_CHARACTERS } from './exemplar-length.ts'
import { formatFloat } from './format-float.ts'
import { escapeQuoted, formatLabels } from './format-labels.ts'
import type {
  Bucket,
  Exemplar,
  HistogramFamily,
  HistogramMetric,
  Metric,
  MetricFamily,
  SummaryFamily,
  ValueFamily,
} from './metric.ts'
import type { OpenMetricsType } from './open-metrics-types.ts'
import { formatMetricName, formatSeries, type SeriesName, seriesName } from './series-name.ts'

/** What comes behind a series: a number, a time, an exemplar. */
interface Point {
  readonly value: string
  readonly timestampMs: number | undefined
  readonly exemplar?: Exemplar | undefined
}

/** The whole exposition as OpenMetrics 1.0 text, families and series in the order given. */
export function writeOpenMetrics(families: readonly MetricFamily[]): string {
  let text = ''
  for (const family of families) text += writeHeader(family) + writeSamples(family)
  return `${text}# EOF\n`
}

function writeHeader(family: MetricFamily): string {
  const { help, unit } = family
  const type = typeOf(family)
  const name = type === 'counter' ? family.name.slice(0, -'_total'.length) : family.name
  const shown = formatMetricName(name)
  let text = `# TYPE ${shown} ${type}\n`
  if (unit && name.endsWith(`_${unit}`)) text += `# UNIT ${shown} ${unit}\n`
  if (help) text += `# HELP ${shown} ${escapeQuoted(help)}\n`
  return text
}

/** A counter that is not called `…_total` cannot be one in OpenMetrics. */
function typeOf(family: MetricFamily): OpenMetricsType {
  switch (family.type) {
    case 'counter':
      return family.name.endsWith('_total') ? 'counter' : 'unknown'
    case 'untyped':
      return 'unknown'
    case 'gauge_histogram':
      return 'gaugehistogram'
    case 'gauge':
    case 'summary':
    case 'histogram':
      return family.type
  }
}

function writeSamples(family: MetricFamily): string {
  switch (family.type) {
    case 'counter':
    case 'gauge':
    case 'untyped':
      return writeValues(family)
    case 'summary':
      return writeSummaries(family)
    case 'histogram':
    case 'gauge_histogram':
      return writeHistograms(family)
  }
}

function writeValues(family: ValueFamily): string {
  const name = seriesName(family.name)
  const isCounter = typeOf(family) === 'counter'
  const createdName = seriesName(family.name.replace(/_total$/, '_created'))
  let text = ''
  for (const metric of family.metrics) {
    const labels = formatLabels(metric.labels)
    const exemplar = isCounter ? metric.exemplar : undefined
    const point = { value: formatNumber(metric.value), timestampMs: metric.timestampMs, exemplar }
    text += line(name, labels, point)
    if (isCounter) text += createdLine(createdName, labels, metric)
  }
  return text
}

function writeSummaries(family: SummaryFamily): string {
  const name = seriesName(family.name)
  const countName = seriesName(`${family.name}_count`)
  const sumName = seriesName(`${family.name}_sum`)
  const createdName = seriesName(`${family.name}_created`)
  let text = ''
  for (const summary of family.metrics) {
    const { timestampMs } = summary
    const labels = formatLabels(summary.labels)
    for (const { quantile, value } of summary.quantiles) {
      const own = withLabel(labels, 'quantile', quantile)
      text += line(name, own, { value: formatNumber(value), timestampMs })
    }
    text += line(countName, labels, { value: formatCount(summary.count), timestampMs })
    text += line(sumName, labels, { value: formatNumber(summary.sum), timestampMs })
    text += createdLine(createdName, labels, summary)
  }
  return text
}

function writeHistograms(family: HistogramFamily): string {
  const gauge = family.type === 'gauge_histogram' ? 'g' : ''
  const bucketName = seriesName(`${family.name}_bucket`)
  const countName = seriesName(`${family.name}_${gauge}count`)
  const sumName = seriesName(`${family.name}_${gauge}sum`)
  const createdName = seriesName(`${family.name}_created`)
  let text = ''
  for (const histogram of family.metrics) {
    const { timestampMs } = histogram
    const labels = formatLabels(histogram.labels)
    for (const { upperBound, cumulativeCount, exemplar } of withInfinity(histogram)) {
      const own = withLabel(labels, 'le', upperBound)
      text += line(bucketName, own, { value: formatCount(cumulativeCount), timestampMs, exemplar })
    }
    text += line(countName, labels, { value: formatCount(histogram.count), timestampMs })
    text += line(sumName, labels, { value: formatNumber(histogram.sum), timestampMs })
    if (gauge === '') text += createdLine(createdName, labels, histogram)
  }
  return text
}

/** Buckets as they were given, and one for everything if it was not among them. */
function withInfinity({ buckets, count }: HistogramMetric): readonly Bucket[] {
  const upperBound = Number.POSITIVE_INFINITY
  if (buckets.some((bucket) => bucket.upperBound === upperBound)) return buckets
  return [...buckets, { upperBound, cumulativeCount: count, exemplar: undefined }]
}

function withLabel(common: string, name: 'le' | 'quantile', value: number): string {
  return `${common}${common === '' ? '' : ','}${name}="${formatNumber(value)}"`
}

function createdLine(name: SeriesName, labels: string, metric: Metric): string {
  const { createdMs, timestampMs } = metric
  if (createdMs === undefined) return ''
  return line(name, labels, { value: formatNumber(createdMs / 1000), timestampMs })
}

function line(name: SeriesName, labels: string, { value, timestampMs, exemplar }: Point): string {
  return `${formatSeries(name, labels)} ${value}${formatTime(timestampMs)}${formatExemplar(exemplar)}\n`
}

/** An exemplar that is longer than OpenMetrics allows would spoil the whole exposition, so it is left out. */
function formatExemplar(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined || countCharacters(exemplar.labels) > MAX_EXEMPLAR_CHARACTERS)
    return ''
  const value = `${formatNumber(exemplar.value)}${formatTime(exemplar.timestampMs)}`
  return ` # {${formatLabels(exemplar.labels)}} ${value}`
}

function formatTime(timeMs: number | undefined): string {
  return timeMs === undefined ? '' : ` ${formatNumber(timeMs / 1000)}`
}

/** A float that is seen to be one: OpenMetrics 1.0, "Canonical Numbers". */
function formatNumber(value: number): string {
  const text = formatFloat(value)
  return Number.isFinite(value) && !/[.e]/.test(text) ? `${text}.0` : text
}

/** Counts are integers, and written as such, whatever their size. */
function formatCount(count: number): string {
  return Number.isInteger(count) ? BigInt(count).toString() : formatNumber(count)
}
