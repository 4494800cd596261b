/**
 * Delimited `MetricFamily` messages. The fields of a message stand one after the other, so a family can be put
 * together from parts:
 *
 *     length of the rest │ name, help, type │ metric │ metric │ …
 *     └─────────────── head ──────────────┘   └──── samples ────
 */
import { writeProtobuf } from '@postern/exposition'
import { type ExpositionFormat, familyOfHead } from './exposition-format.ts'

export const protobuf: ExpositionFormat = {
  name: 'protobuf',
  writeHead(head, samplesLength) {
    const fields = fieldsOf(writeProtobuf([familyOfHead(head)]))
    return Buffer.concat([varint(fields.length + samplesLength), fields])
  },
  writeSamples(family) {
    const head = fieldsOf(writeProtobuf([{ ...family, metrics: [] }]))
    return fieldsOf(writeProtobuf([family])).subarray(head.length)
  },
}

/** A message without its length. */
function fieldsOf(message: Uint8Array): Uint8Array {
  const lastOfLength = message.findIndex((byte) => byte < 0x80)
  return message.subarray(lastOfLength + 1)
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return Uint8Array.of(...bytes, rest)
}
