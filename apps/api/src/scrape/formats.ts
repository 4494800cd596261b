import { writeTextHeader, writeTextSamples } from '@postern/exposition'
import type { ExpositionFormat, FormatName } from './exposition-format.ts'
import { openMetrics } from './open-metrics-format.ts'
import { protoCompactText, protoText } from './proto-text-format.ts'
import { protobuf } from './protobuf-format.ts'

const encoder = new TextEncoder()

const text: ExpositionFormat = {
  name: 'text',
  writeHead: ({ name, type, help }) => encoder.encode(writeTextHeader(name, type, help)),
  writeSamples: (family) => encoder.encode(writeTextSamples(family)),
}

export const formats: Readonly<Record<FormatName, ExpositionFormat>> = {
  text,
  openmetrics: openMetrics,
  protobuf,
  'proto-text': protoText,
  'proto-compact-text': protoCompactText,
}
