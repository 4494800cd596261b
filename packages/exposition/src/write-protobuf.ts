import { BinaryWriter } from '@bufbuild/protobuf/wire'
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
import {
  BUCKET,
  BUCKET_SPAN,
  COUNTER,
  EXEMPLAR,
  HISTOGRAM,
  LABEL_PAIR,
  METRIC,
  METRIC_FAMILY,
  metricTypes,
  QUANTILE,
  SUMMARY,
  TIMESTAMP,
} from './protobuf-schema.ts'
import { toInt64, toTimestamp, toUint64 } from './wire-integers.ts'

/** `io.prometheus.client.MetricFamily` messages, each behind its length. */
export function writeProtobuf(families: readonly MetricFamily[]): Uint8Array {
  const writer = new BinaryWriter()
  for (const family of families) {
    writer.fork()
    writeFamily(writer, family)
    writer.join()
  }
  return writer.finish()
}

function writeFamily(writer: BinaryWriter, family: MetricFamily): void {
  writer.uint32(METRIC_FAMILY.name).string(family.name)
  if (family.help !== undefined) writer.uint32(METRIC_FAMILY.help).string(family.help)
  writer.uint32(METRIC_FAMILY.type).uint32(metricTypes.indexOf(family.type))
  writeMetrics(writer, family)
  if (family.unit !== undefined) writer.uint32(METRIC_FAMILY.unit).string(family.unit)
}

function writeMetrics(writer: BinaryWriter, family: MetricFamily): void {
  switch (family.type) {
    case 'counter':
      return writeEach(writer, family.metrics, METRIC.counter, writeCounter)
    case 'gauge':
      return writeEach(writer, family.metrics, METRIC.gauge, writeNumber)
    case 'untyped':
      return writeEach(writer, family.metrics, METRIC.untyped, writeNumber)
    case 'summary':
      return writeEach(writer, family.metrics, METRIC.summary, writeSummary)
    case 'histogram':
    case 'gauge_histogram':
      return writeEach(writer, family.metrics, METRIC.histogram, writeHistogram)
  }
}

function writeEach<M extends Metric>(
  writer: BinaryWriter,
  metrics: readonly M[],
  tag: number,
  writeContent: (writer: BinaryWriter, metric: M) => void,
): void {
  for (const metric of metrics) {
    writer.uint32(METRIC_FAMILY.metric).fork()
    writeLabels(writer, METRIC.label, metric.labels)
    writer.uint32(tag).fork()
    writeContent(writer, metric)
    writer.join()
    if (metric.timestampMs !== undefined) {
      writer.uint32(METRIC.timestampMs).int64(toInt64(metric.timestampMs))
    }
    writer.join()
  }
}

function writeLabels(writer: BinaryWriter, tag: number, labels: Labels): void {
  for (let i = 0; i < labels.length; i += 2) {
    writer.uint32(tag).fork()
    writer.uint32(LABEL_PAIR.name).string(labels[i] ?? '')
    writer.uint32(LABEL_PAIR.value).string(labels[i + 1] ?? '')
    writer.join()
  }
}

function writeNumber(writer: BinaryWriter, { value }: ValueMetric): void {
  writer.uint32(COUNTER.value).double(value)
}

function writeCounter(writer: BinaryWriter, metric: ValueMetric): void {
  writeNumber(writer, metric)
  writeExemplar(writer, COUNTER.exemplar, metric.exemplar)
  writeTimestamp(writer, COUNTER.created, metric.createdMs)
}

function writeSummary(writer: BinaryWriter, summary: SummaryMetric): void {
  writer.uint32(SUMMARY.count).uint64(toUint64(summary.count))
  writer.uint32(SUMMARY.sum).double(summary.sum)
  for (const { quantile, value } of summary.quantiles) {
    writer.uint32(SUMMARY.quantile).fork()
    writer.uint32(QUANTILE.quantile).double(quantile)
    writer.uint32(QUANTILE.value).double(value)
    writer.join()
  }
  writeTimestamp(writer, SUMMARY.created, summary.createdMs)
}

function writeHistogram(writer: BinaryWriter, histogram: HistogramMetric): void {
  const { isFloat, count, native } = histogram
  if (isFloat) writer.uint32(HISTOGRAM.countFloat).double(count)
  else writer.uint32(HISTOGRAM.count).uint64(toUint64(count))
  writer.uint32(HISTOGRAM.sum).double(histogram.sum)
  for (const bucket of histogram.buckets) writeBucket(writer, bucket, isFloat)
  if (native !== undefined) writeNative(writer, native, isFloat)
  writeTimestamp(writer, HISTOGRAM.created, histogram.createdMs)
  for (const exemplar of histogram.exemplars) writeExemplar(writer, HISTOGRAM.exemplar, exemplar)
}

function writeBucket(writer: BinaryWriter, bucket: Bucket, isFloat: boolean): void {
  const { cumulativeCount } = bucket
  writer.uint32(HISTOGRAM.bucket).fork()
  if (isFloat) writer.uint32(BUCKET.cumulativeCountFloat).double(cumulativeCount)
  else writer.uint32(BUCKET.cumulativeCount).uint64(toUint64(cumulativeCount))
  writer.uint32(BUCKET.upperBound).double(bucket.upperBound)
  writeExemplar(writer, BUCKET.exemplar, bucket.exemplar)
  writer.join()
}

function writeNative(writer: BinaryWriter, native: NativeHistogram, isFloat: boolean): void {
  writer.uint32(HISTOGRAM.schema).sint32(native.schema)
  writer.uint32(HISTOGRAM.zeroThreshold).double(native.zeroThreshold)
  if (isFloat) writer.uint32(HISTOGRAM.zeroCountFloat).double(native.zeroCount)
  else writer.uint32(HISTOGRAM.zeroCount).uint64(toUint64(native.zeroCount))
  const negative = isFloat ? HISTOGRAM.negativeCount : HISTOGRAM.negativeDelta
  const positive = isFloat ? HISTOGRAM.positiveCount : HISTOGRAM.positiveDelta
  writeSpans(writer, HISTOGRAM.negativeSpan, native.negativeSpans)
  writeNumbers(writer, negative, native.negativeBuckets, isFloat)
  writeSpans(writer, HISTOGRAM.positiveSpan, native.positiveSpans)
  writeNumbers(writer, positive, native.positiveBuckets, isFloat)
}

function writeSpans(writer: BinaryWriter, tag: number, spans: readonly Span[]): void {
  for (const { offset, length } of spans) {
    writer.uint32(tag).fork()
    writer.uint32(BUCKET_SPAN.offset).sint32(offset)
    writer.uint32(BUCKET_SPAN.length).uint32(length)
    writer.join()
  }
}

/** One by one, as proto2 does unless told to pack them. */
function writeNumbers(
  writer: BinaryWriter,
  tag: number,
  numbers: readonly number[],
  isFloat: boolean,
): void {
  for (const number of numbers) {
    writer.uint32(tag)
    if (isFloat) writer.double(number)
    else writer.sint64(toInt64(number))
  }
}

function writeExemplar(writer: BinaryWriter, tag: number, exemplar: Exemplar | undefined): void {
  if (exemplar === undefined) return
  writer.uint32(tag).fork()
  writeLabels(writer, EXEMPLAR.label, exemplar.labels)
  writer.uint32(EXEMPLAR.value).double(exemplar.value)
  writeTimestamp(writer, EXEMPLAR.timestamp, exemplar.timestampMs)
  writer.join()
}

function writeTimestamp(writer: BinaryWriter, tag: number, timeMs: number | undefined): void {
  if (timeMs === undefined) return
  const { seconds, nanos } = toTimestamp(timeMs)
  writer.uint32(tag).fork()
  writer.uint32(TIMESTAMP.seconds).int64(seconds)
  writer.uint32(TIMESTAMP.nanos).int32(nanos)
  writer.join()
}
