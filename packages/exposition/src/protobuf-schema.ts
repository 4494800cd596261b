import { WireType } from '@bufbuild/protobuf/wire'
import type { MetricType } from './metric.ts'

/*
 * io/prometheus/client/metrics.proto of github.com/prometheus/client_model, as the tags of its fields.
 *
 * By hand instead of generated: strings of proto2 have to be checked for UTF-8, which generated code does not
 * do, and its messages would be built only to be copied into the model. Reading them alone takes twice the time
 * and more (bench/protobuf.bench.ts).
 */

/** `MetricType`, by number. */
export const metricTypes: readonly MetricType[] = [
  'counter',
  'gauge',
  'summary',
  'untyped',
  'histogram',
  'gauge_histogram',
]

const varint = (field: number) => (field << 3) | WireType.Varint
const double = (field: number) => (field << 3) | WireType.Bit64
const bytes = (field: number) => (field << 3) | WireType.LengthDelimited

export const METRIC_FAMILY = {
  name: bytes(1),
  help: bytes(2),
  type: varint(3),
  metric: bytes(4),
  unit: bytes(5),
} as const

export const METRIC = {
  label: bytes(1),
  gauge: bytes(2),
  counter: bytes(3),
  summary: bytes(4),
  untyped: bytes(5),
  timestampMs: varint(6),
  histogram: bytes(7),
} as const

export const LABEL_PAIR = { name: bytes(1), value: bytes(2) } as const

/** `Gauge` and `Untyped` have the value only. */
export const COUNTER = { value: double(1), exemplar: bytes(2), created: bytes(3) } as const

export const SUMMARY = {
  count: varint(1),
  sum: double(2),
  quantile: bytes(3),
  created: bytes(4),
} as const

export const QUANTILE = { quantile: double(1), value: double(2) } as const

export const HISTOGRAM = {
  count: varint(1),
  countFloat: double(4),
  sum: double(2),
  bucket: bytes(3),
  created: bytes(15),
  schema: varint(5),
  zeroThreshold: double(6),
  zeroCount: varint(7),
  zeroCountFloat: double(8),
  negativeSpan: bytes(9),
  negativeDelta: varint(10),
  negativeDeltas: bytes(10),
  negativeCount: double(11),
  negativeCounts: bytes(11),
  positiveSpan: bytes(12),
  positiveDelta: varint(13),
  positiveDeltas: bytes(13),
  positiveCount: double(14),
  positiveCounts: bytes(14),
  exemplar: bytes(16),
} as const

export const BUCKET = {
  cumulativeCount: varint(1),
  cumulativeCountFloat: double(4),
  upperBound: double(2),
  exemplar: bytes(3),
} as const

export const BUCKET_SPAN = { offset: varint(1), length: varint(2) } as const

export const EXEMPLAR = { label: bytes(1), value: double(2), timestamp: bytes(3) } as const

/** `google.protobuf.Timestamp`. */
export const TIMESTAMP = { seconds: varint(1), nanos: varint(2) } as const
