import { formatFloat } from './format-float.ts'
import type {
  Bucket,
  Exemplar,
  HistogramMetric,
  Labels,
  Metric,
  MetricFamily,
  NativeHistogram,
  Span,
  SummaryMetric,
  ValueMetric,
} from './metric.ts'
import { toInt64, toTimestamp, toUint64 } from './wire-integers.ts'

/** A field of a message, by its name in metrics.proto: a number or string as it is shown, or a message. */
export interface ProtoTextField {
  readonly name: string
  readonly value: string | readonly ProtoTextField[]
}

const SPECIAL_IN_STRING = /["\\\p{Cc}]/gu

/** The fields of a `MetricFamily`, in the order in which metrics.proto declares them. */
export function familyFields(family: MetricFamily): ProtoTextField[] {
  return [
    field('name', quote(family.name)),
    ...optional('help', family.help, quote),
    field('type', family.type.toUpperCase()),
    ...metricFields(family),
    ...optional('unit', family.unit, quote),
  ]
}

function metricFields(family: MetricFamily): ProtoTextField[] {
  switch (family.type) {
    case 'counter':
      return family.metrics.map((metric) => metricField(metric, 'counter', counterFields(metric)))
    case 'gauge':
    case 'untyped':
      return family.metrics.map((metric) => metricField(metric, family.type, valueFields(metric)))
    case 'summary':
      return family.metrics.map((metric) => metricField(metric, 'summary', summaryFields(metric)))
    case 'histogram':
    case 'gauge_histogram':
      return family.metrics.map((metric) =>
        metricField(metric, 'histogram', histogramFields(metric)),
      )
  }
}

function metricField(
  { labels, timestampMs }: Metric,
  name: string,
  content: ProtoTextField[],
): ProtoTextField {
  return field('metric', [
    ...labelFields(labels),
    field(name, content),
    ...optional('timestamp_ms', timestampMs, (timeMs) => String(toInt64(timeMs))),
  ])
}

function labelFields(labels: Labels): ProtoTextField[] {
  const fields: ProtoTextField[] = []
  for (let i = 0; i < labels.length; i += 2) {
    const name = field('name', quote(labels[i] ?? ''))
    fields.push(field('label', [name, field('value', quote(labels[i + 1] ?? ''))]))
  }
  return fields
}

function valueFields({ value }: ValueMetric): ProtoTextField[] {
  return [field('value', float(value))]
}

function counterFields(metric: ValueMetric): ProtoTextField[] {
  return [
    ...valueFields(metric),
    ...optional('exemplar', metric.exemplar, exemplarFields),
    ...optional('created_timestamp', metric.createdMs, timestampFields),
  ]
}

function summaryFields(summary: SummaryMetric): ProtoTextField[] {
  return [
    field('sample_count', unsigned(summary.count)),
    field('sample_sum', float(summary.sum)),
    ...summary.quantiles.map(({ quantile, value }) =>
      field('quantile', [field('quantile', float(quantile)), field('value', float(value))]),
    ),
    ...optional('created_timestamp', summary.createdMs, timestampFields),
  ]
}

function histogramFields(histogram: HistogramMetric): ProtoTextField[] {
  const { isFloat, native } = histogram
  return [
    countField('sample_count', histogram.count, isFloat),
    field('sample_sum', float(histogram.sum)),
    ...histogram.buckets.map((bucket) => field('bucket', bucketFields(bucket, isFloat))),
    ...optional('created_timestamp', histogram.createdMs, timestampFields),
    ...(native === undefined ? [] : nativeFields(native, isFloat)),
    ...histogram.exemplars.map((exemplar) => field('exemplars', exemplarFields(exemplar))),
  ]
}

function bucketFields(bucket: Bucket, isFloat: boolean): ProtoTextField[] {
  return [
    countField('cumulative_count', bucket.cumulativeCount, isFloat),
    field('upper_bound', float(bucket.upperBound)),
    ...optional('exemplar', bucket.exemplar, exemplarFields),
  ]
}

function nativeFields(native: NativeHistogram, isFloat: boolean): ProtoTextField[] {
  return [
    field('schema', String(native.schema)),
    field('zero_threshold', float(native.zeroThreshold)),
    countField('zero_count', native.zeroCount, isFloat),
    ...spanFields('negative', native.negativeSpans),
    ...numberFields('negative', native.negativeBuckets, isFloat),
    ...spanFields('positive', native.positiveSpans),
    ...numberFields('positive', native.positiveBuckets, isFloat),
  ]
}

function spanFields(sign: string, spans: readonly Span[]): ProtoTextField[] {
  return spans.map(({ offset, length }) =>
    field(`${sign}_span`, [field('offset', String(offset)), field('length', String(length))]),
  )
}

function numberFields(
  sign: string,
  numbers: readonly number[],
  isFloat: boolean,
): ProtoTextField[] {
  return numbers.map((number) =>
    isFloat
      ? field(`${sign}_count`, float(number))
      : field(`${sign}_delta`, String(toInt64(number))),
  )
}

function exemplarFields({ labels, value, timestampMs }: Exemplar): ProtoTextField[] {
  return [
    ...labelFields(labels),
    field('value', float(value)),
    ...optional('timestamp', timestampMs, timestampFields),
  ]
}

function timestampFields(timeMs: number): ProtoTextField[] {
  const { seconds, nanos } = toTimestamp(timeMs)
  const fields = [field('seconds', String(seconds))]
  return nanos === 0 ? fields : [...fields, field('nanos', String(nanos))]
}

function countField(name: string, count: number, isFloat: boolean): ProtoTextField {
  return isFloat ? field(`${name}_float`, float(count)) : field(name, unsigned(count))
}

function field(name: string, value: ProtoTextField['value']): ProtoTextField {
  return { name, value }
}

function optional<T>(
  name: string,
  value: T | undefined,
  show: (value: T) => ProtoTextField['value'],
): ProtoTextField[] {
  return value === undefined ? [] : [field(name, show(value))]
}

function unsigned(count: number): string {
  return String(toUint64(count))
}

/** Like `formatFloat`, but in the words of protobuf's text format. */
function float(value: number): string {
  if (Number.isFinite(value)) return formatFloat(value)
  if (Number.isNaN(value)) return 'nan'
  return value > 0 ? 'inf' : '-inf'
}

function quote(text: string): string {
  return `"${text.replace(SPECIAL_IN_STRING, escapeCharacter)}"`
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '"':
    case '\\':
      return `\\${character}`
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
    default:
      return escapeCode(character.charCodeAt(0))
  }
}

/** Control characters up to U+007F as bytes, those after as characters. */
function escapeCode(code: number): string {
  const digits = code.toString(16)
  return code < 0x80 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`
}
