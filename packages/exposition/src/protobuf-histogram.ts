import type { Bucket, Exemplar, HistogramMetric, NativeHistogram, Span } from './metric.ts'
import type { MetricContent } from './protobuf-content.ts'
import { readExemplar, readTimestamp } from './protobuf-exemplar.ts'
import type { ProtobufLabels } from './protobuf-labels.ts'
import { BUCKET, BUCKET_SPAN, HISTOGRAM, METRIC } from './protobuf-schema.ts'
import type { WireReader } from './wire-reader.ts'

/** A `Histogram` as it stands in the bytes: counts are there as integers or as floats, or as both. */
interface RawHistogram {
  count: number
  sum: number
  createdMs: number | undefined
  /** Whether any count is a float, which then goes before the integer. */
  isFloat: boolean
  countFloat: number
  readonly buckets: Bucket[]
  readonly exemplars: Exemplar[]
  /** Made when the first field of a native histogram comes. */
  native: RawNativeHistogram | undefined
}

interface RawNativeHistogram {
  schema: number
  zeroThreshold: number
  zeroCount: number
  zeroCountFloat: number
  readonly positive: RawBuckets
  readonly negative: RawBuckets
}

interface RawBuckets {
  readonly spans: Span[]
  readonly deltas: number[]
  readonly counts: number[]
}

export const histogramContent: MetricContent<RawHistogram, HistogramMetric> = {
  tag: METRIC.histogram,
  create: () => ({
    count: 0,
    sum: 0,
    createdMs: undefined,
    isFloat: false,
    countFloat: 0,
    buckets: [],
    exemplars: [],
    native: undefined,
  }),
  read(wire, end, raw, labels) {
    while (wire.pos < end) readField(wire, end, raw, labels)
  },
  finish: (raw, labels, timestampMs) => ({
    labels,
    timestampMs,
    createdMs: raw.createdMs,
    count: raw.countFloat || raw.count,
    sum: raw.sum,
    buckets: raw.buckets,
    native: raw.native && toNative(raw.native, isFloat(raw)),
    isFloat: isFloat(raw),
    exemplars: raw.exemplars,
  }),
}

function readField(wire: WireReader, end: number, raw: RawHistogram, labels: ProtobufLabels): void {
  const tag = wire.varint(end)
  if (tag === HISTOGRAM.bucket) readBucket(wire, wire.enter(end), raw, labels)
  else if (tag === HISTOGRAM.count) raw.count = wire.varint(end)
  else if (tag === HISTOGRAM.sum) raw.sum = wire.double(end)
  else if (tag === HISTOGRAM.countFloat) raw.countFloat = wire.double(end)
  else if (tag === HISTOGRAM.created) raw.createdMs = readTimestamp(wire, wire.enter(end))
  else if (tag === HISTOGRAM.exemplar)
    raw.exemplars.push(readExemplar(wire, wire.enter(end), labels))
  else if (isNativeField(tag)) {
    raw.native ??= createNative()
    readNativeField(wire, tag, end, raw.native)
  } else wire.skip(tag, end)
}

/** The fields from `schema` to `positive_count`, and nothing else, belong to native histograms. */
function isNativeField(tag: number): boolean {
  return tag >= HISTOGRAM.schema && tag <= HISTOGRAM.positiveCounts
}

function readNativeField(
  wire: WireReader,
  tag: number,
  end: number,
  raw: RawNativeHistogram,
): void {
  if (tag === HISTOGRAM.schema) raw.schema = wire.zigzag(end) | 0
  else if (tag === HISTOGRAM.zeroThreshold) raw.zeroThreshold = wire.double(end)
  else if (tag === HISTOGRAM.zeroCount) raw.zeroCount = wire.varint(end)
  else if (tag === HISTOGRAM.zeroCountFloat) raw.zeroCountFloat = wire.double(end)
  else if (tag === HISTOGRAM.positiveSpan) raw.positive.spans.push(readSpan(wire, wire.enter(end)))
  else if (tag === HISTOGRAM.negativeSpan) raw.negative.spans.push(readSpan(wire, wire.enter(end)))
  else if (tag === HISTOGRAM.positiveDelta) raw.positive.deltas.push(wire.zigzag(end))
  else if (tag === HISTOGRAM.negativeDelta) raw.negative.deltas.push(wire.zigzag(end))
  else if (tag === HISTOGRAM.positiveCount) raw.positive.counts.push(wire.double(end))
  else if (tag === HISTOGRAM.negativeCount) raw.negative.counts.push(wire.double(end))
  else readPackedField(wire, tag, end, raw)
}

/** The repeated numbers again, all of a field in one piece: every reader has to take both ways of writing them. */
function readPackedField(
  wire: WireReader,
  tag: number,
  end: number,
  raw: RawNativeHistogram,
): void {
  if (tag === HISTOGRAM.positiveDeltas) readDeltas(wire, wire.enter(end), raw.positive)
  else if (tag === HISTOGRAM.negativeDeltas) readDeltas(wire, wire.enter(end), raw.negative)
  else if (tag === HISTOGRAM.positiveCounts) readCounts(wire, wire.enter(end), raw.positive)
  else if (tag === HISTOGRAM.negativeCounts) readCounts(wire, wire.enter(end), raw.negative)
  else wire.skip(tag, end)
}

function readDeltas(wire: WireReader, end: number, { deltas }: RawBuckets): void {
  while (wire.pos < end) deltas.push(wire.zigzag(end))
}

function readCounts(wire: WireReader, end: number, { counts }: RawBuckets): void {
  while (wire.pos < end) counts.push(wire.double(end))
}

function readBucket(
  wire: WireReader,
  end: number,
  raw: RawHistogram,
  labels: ProtobufLabels,
): void {
  let count = 0
  let countFloat = 0
  let upperBound = 0
  let exemplar: Exemplar | undefined
  while (wire.pos < end) {
    const tag = wire.varint(end)
    if (tag === BUCKET.cumulativeCount) count = wire.varint(end)
    else if (tag === BUCKET.upperBound) upperBound = wire.double(end)
    else if (tag === BUCKET.cumulativeCountFloat) countFloat = wire.double(end)
    else if (tag === BUCKET.exemplar) exemplar = readExemplar(wire, wire.enter(end), labels)
    else wire.skip(tag, end)
  }
  if (countFloat !== 0) raw.isFloat = true
  raw.buckets.push({ upperBound, cumulativeCount: countFloat || count, exemplar })
}

function readSpan(wire: WireReader, end: number): Span {
  let offset = 0
  let length = 0
  while (wire.pos < end) {
    const tag = wire.varint(end)
    if (tag === BUCKET_SPAN.offset) offset = wire.zigzag(end) | 0
    else if (tag === BUCKET_SPAN.length) length = wire.varint(end) >>> 0
    else wire.skip(tag, end)
  }
  return { offset, length }
}

function createNative(): RawNativeHistogram {
  return {
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    zeroCountFloat: 0,
    positive: { spans: [], deltas: [], counts: [] },
    negative: { spans: [], deltas: [], counts: [] },
  }
}

function isFloat({ isFloat: hasFloatBuckets, countFloat, native }: RawHistogram): boolean {
  if (hasFloatBuckets || countFloat !== 0) return true
  if (native === undefined) return false
  const { zeroCountFloat, positive, negative } = native
  return zeroCountFloat !== 0 || positive.counts.length > 0 || negative.counts.length > 0
}

function toNative(raw: RawNativeHistogram, ofFloats: boolean): NativeHistogram {
  return {
    schema: raw.schema,
    zeroThreshold: raw.zeroThreshold,
    zeroCount: raw.zeroCountFloat || raw.zeroCount,
    positiveSpans: raw.positive.spans,
    negativeSpans: raw.negative.spans,
    positiveBuckets: ofFloats ? toCounts(raw.positive) : raw.positive.deltas,
    negativeBuckets: ofFloats ? toCounts(raw.negative) : raw.negative.deltas,
  }
}

/** Absolute counts, made from deltas if that is what came. */
function toCounts({ counts, deltas }: RawBuckets): number[] {
  if (counts.length > 0) return counts
  let count = 0
  return deltas.map((delta) => (count += delta))
}
