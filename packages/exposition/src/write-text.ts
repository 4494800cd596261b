import { formatFloat } from './format-float.ts'
import { formatLabels } from './format-labels.ts'
import type {
  HistogramFamily,
  HistogramMetric,
  MetricFamily,
  MetricType,
  SummaryFamily,
  ValueFamily,
} from './metric.ts'
import { formatMetricName, formatSeries, type SeriesName, seriesName } from './series-name.ts'

const SPECIAL_IN_HELP = /[\\\n]/g

/**
 * The whole exposition in text format 0.0.4, families and series in the order given. Names that 0.0.4 cannot
 * hold are quoted as in 1.0.0, unless `escapeFamily` has changed them before.
 */
export function writeText(families: readonly MetricFamily[]): string {
  let text = ''
  for (const family of families) {
    text += writeTextHeader(family.name, family.type, family.help)
    text += writeTextSamples(family)
  }
  return text
}

/** The HELP line, if there is help, and the TYPE line. */
export function writeTextHeader(name: string, type: MetricType, help: string | undefined): string {
  const shown = formatMetricName(name)
  const helpLine = help === undefined ? '' : `# HELP ${shown} ${escapeHelp(help)}\n`
  // The text format knows no gauge histograms.
  return `${helpLine}# TYPE ${shown} ${type === 'gauge_histogram' ? 'histogram' : type}\n`
}

/** The lines of samples of a family, without its header. */
export function writeTextSamples(family: MetricFamily): string {
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

function escapeHelp(help: string): string {
  return help.replace(SPECIAL_IN_HELP, (special) => (special === '\n' ? '\\n' : '\\\\'))
}

function writeValues(family: ValueFamily): string {
  const name = seriesName(family.name)
  let text = ''
  for (const { labels, value, timestampMs } of family.metrics) {
    text += line(formatSeries(name, formatLabels(labels)), value, timestampMs)
  }
  return text
}

function writeSummaries(family: SummaryFamily): string {
  const name = seriesName(family.name)
  const sumName = seriesName(`${family.name}_sum`)
  const countName = seriesName(`${family.name}_count`)
  let text = ''
  for (const { labels, quantiles, sum, count, timestampMs } of family.metrics) {
    const common = formatLabels(labels)
    for (const { quantile, value } of quantiles) {
      const series = formatSeries(name, withLabel(common, 'quantile', quantile))
      text += line(series, value, timestampMs)
    }
    text += line(formatSeries(sumName, common), sum, timestampMs)
    text += line(formatSeries(countName, common), count, timestampMs)
  }
  return text
}

function writeHistograms(family: HistogramFamily): string {
  const bucketName = seriesName(`${family.name}_bucket`)
  const sumName = seriesName(`${family.name}_sum`)
  const countName = seriesName(`${family.name}_count`)
  let text = ''
  for (const metric of family.metrics) {
    const common = formatLabels(metric.labels)
    text += writeBuckets(bucketName, common, metric)
    text += line(formatSeries(sumName, common), metric.sum, metric.timestampMs)
    text += line(formatSeries(countName, common), metric.count, metric.timestampMs)
  }
  return text
}

/** Buckets as they were given, and one for everything if it was not among them. */
function writeBuckets(name: SeriesName, common: string, metric: HistogramMetric): string {
  let text = ''
  let hasInfinity = false
  for (const { upperBound, cumulativeCount } of metric.buckets) {
    if (upperBound === Number.POSITIVE_INFINITY) hasInfinity = true
    const series = formatSeries(name, withLabel(common, 'le', upperBound))
    text += line(series, cumulativeCount, metric.timestampMs)
  }
  if (hasInfinity) return text
  const series = formatSeries(name, withLabel(common, 'le', Number.POSITIVE_INFINITY))
  return text + line(series, metric.count, metric.timestampMs)
}

function withLabel(common: string, name: 'le' | 'quantile', value: number): string {
  return `${common}${common === '' ? '' : ','}${name}="${formatFloat(value)}"`
}

function line(series: string, value: number, timestampMs: number | undefined): string {
  const sample = `${series} ${formatFloat(value)}`
  return timestampMs === undefined ? `${sample}\n` : `${sample} ${timestampMs}\n`
}
