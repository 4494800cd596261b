import type { Labels, Metric, Quantile, SummaryMetric, ValueMetric } from './metric.ts'
import { readExemplar, readTimestamp } from './protobuf-exemplar.ts'
import type { ProtobufLabels } from './protobuf-labels.ts'
import { COUNTER, METRIC, QUANTILE, SUMMARY } from './protobuf-schema.ts'
import type { WireReader } from './wire-reader.ts'

/** How to read what a metric of one type holds besides labels and a timestamp. */
export interface MetricContent<InProgress, M extends Metric> {
  /** The tag of its message within `Metric`. */
  readonly tag: number
  create(): InProgress
  /** Reads the message up to `end`. `labels` is a buffer for those of exemplars. */
  read(wire: WireReader, end: number, metric: InProgress, labels: ProtobufLabels): void
  finish(metric: InProgress, labels: Labels, timestampMs: number | undefined): M
}

type ValueInProgress = { -readonly [K in keyof ValueMetric]: ValueMetric[K] }
type SummaryInProgress = { -readonly [K in keyof SummaryMetric]: SummaryMetric[K] } & {
  readonly quantiles: Quantile[]
}

const NO_LABELS: Labels = []

export const gaugeContent: MetricContent<ValueInProgress, ValueMetric> = {
  tag: METRIC.gauge,
  create: createValue,
  read: readNumber,
  finish: complete,
}

export const untypedContent: MetricContent<ValueInProgress, ValueMetric> = {
  tag: METRIC.untyped,
  create: createValue,
  read: readNumber,
  finish: complete,
}

export const counterContent: MetricContent<ValueInProgress, ValueMetric> = {
  tag: METRIC.counter,
  create: createValue,
  read(wire, end, metric, labels) {
    while (wire.pos < end) {
      const tag = wire.varint(end)
      if (tag === COUNTER.value) metric.value = wire.double(end)
      else if (tag === COUNTER.exemplar)
        metric.exemplar = readExemplar(wire, wire.enter(end), labels)
      else if (tag === COUNTER.created) metric.createdMs = readTimestamp(wire, wire.enter(end))
      else wire.skip(tag, end)
    }
  },
  finish: complete,
}

export const summaryContent: MetricContent<SummaryInProgress, SummaryMetric> = {
  tag: METRIC.summary,
  create: () => ({
    labels: NO_LABELS,
    timestampMs: undefined,
    createdMs: undefined,
    count: 0,
    sum: 0,
    quantiles: [],
  }),
  read(wire, end, summary) {
    while (wire.pos < end) {
      const tag = wire.varint(end)
      if (tag === SUMMARY.quantile) summary.quantiles.push(readQuantile(wire, wire.enter(end)))
      else if (tag === SUMMARY.count) summary.count = wire.varint(end)
      else if (tag === SUMMARY.sum) summary.sum = wire.double(end)
      else if (tag === SUMMARY.created) summary.createdMs = readTimestamp(wire, wire.enter(end))
      else wire.skip(tag, end)
    }
  },
  finish: complete,
}

function createValue(): ValueInProgress {
  return {
    labels: NO_LABELS,
    timestampMs: undefined,
    createdMs: undefined,
    value: 0,
    exemplar: undefined,
  }
}

function complete<M extends { labels: Labels; timestampMs: number | undefined }>(
  metric: M,
  labels: Labels,
  timestampMs: number | undefined,
): M {
  metric.labels = labels
  metric.timestampMs = timestampMs
  return metric
}

/** `Gauge` and `Untyped`. */
function readNumber(wire: WireReader, end: number, metric: ValueInProgress): void {
  while (wire.pos < end) {
    const tag = wire.varint(end)
    if (tag === COUNTER.value) metric.value = wire.double(end)
    else wire.skip(tag, end)
  }
}

function readQuantile(wire: WireReader, end: number): Quantile {
  let quantile = 0
  let value = 0
  while (wire.pos < end) {
    const tag = wire.varint(end)
    if (tag === QUANTILE.quantile) quantile = wire.double(end)
    else if (tag === QUANTILE.value) value = wire.double(end)
    else wire.skip(tag, end)
  }
  return { quantile, value }
}
