import type { Exemplar } from './metric.ts'
import type { ProtobufLabels } from './protobuf-labels.ts'
import { EXEMPLAR, TIMESTAMP } from './protobuf-schema.ts'
import type { WireReader } from './wire-reader.ts'

/** Reads an `Exemplar` up to `end`. Its labels go through `labels`, which no metric is using. */
export function readExemplar(wire: WireReader, end: number, labels: ProtobufLabels): Exemplar {
  let value = 0
  let timestampMs: number | undefined
  labels.clear()
  while (wire.pos < end) {
    const tag = wire.varint(end)
    if (tag === EXEMPLAR.label) labels.read(wire.enter(end))
    else if (tag === EXEMPLAR.value) value = wire.double(end)
    else if (tag === EXEMPLAR.timestamp) timestampMs = readTimestamp(wire, wire.enter(end))
    else wire.skip(tag, end)
  }
  return { labels: labels.finish(), value, timestampMs }
}

/** Reads a `google.protobuf.Timestamp` up to `end`, as milliseconds since 1970. */
export function readTimestamp(wire: WireReader, end: number): number {
  let seconds = 0
  let nanos = 0
  while (wire.pos < end) {
    const tag = wire.varint(end)
    if (tag === TIMESTAMP.seconds) seconds = wire.signed(end)
    else if (tag === TIMESTAMP.nanos) nanos = wire.signed(end)
    else wire.skip(tag, end)
  }
  return seconds * 1000 + nanos / 1e6
}
