import { type MetricFamily, parseProtobuf, parseText, writeTextHeader } from '@postern/exposition'
import { type FamilyEntry, type GroupContent, linesOf, protobufOf } from './group-content.ts'

const encoder = new TextEncoder()

/** A held family as values: from its protobuf where it has one, else from its lines. Costs what the family holds. */
export function readFamily(content: GroupContent, entry: FamilyEntry): MetricFamily {
  const protobuf = protobufOf(content, entry)
  const [family] = protobuf
    ? parseProtobuf(protobuf, { utf8Names: true })
    : parseText(withHeader(content, entry), { utf8Names: true })
  if (!family) throw new Error('a held family has no samples')
  return family
}

function withHeader(content: GroupContent, entry: FamilyEntry): Uint8Array {
  const header = encoder.encode(writeTextHeader(entry.name, entry.type, entry.help))
  const lines = linesOf(content, entry)
  const text = new Uint8Array(header.length + lines.length)
  text.set(header)
  text.set(lines, header.length)
  return text
}
