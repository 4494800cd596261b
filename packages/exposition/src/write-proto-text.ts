import type { MetricFamily } from './metric.ts'
import { familyFields, type ProtoTextField } from './proto-text-fields.ts'

/** Spread over lines with an empty one behind each family, or a family per line. */
export type ProtoTextForm = 'text' | 'compact-text'

/**
 * Protobuf's text format, for people: what Go's prototext prints, without the blanks that it adds at random so
 * that nobody relies on its output.
 */
export function writeProtoText(families: readonly MetricFamily[], form: ProtoTextForm): string {
  let text = ''
  for (const family of families) {
    const fields = familyFields(family)
    text += form === 'text' ? `${spread(fields, '')}\n` : `${compact(fields)}\n`
  }
  return text
}

function compact(fields: readonly ProtoTextField[]): string {
  return fields
    .map(({ name, value }) =>
      typeof value === 'string' ? `${name}:${value}` : `${name}:{${compact(value)}}`,
    )
    .join(' ')
}

function spread(fields: readonly ProtoTextField[], indent: string): string {
  let text = ''
  for (const { name, value } of fields) {
    if (typeof value === 'string') text += `${indent}${name}: ${value}\n`
    else text += `${indent}${name}: {\n${spread(value, `${indent}  `)}${indent}}\n`
  }
  return text
}
