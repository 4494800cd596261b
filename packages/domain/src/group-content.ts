/**
 * What a group holds, as bytes: a directory of its families, then their sample lines ready for a scrape.
 *
 * The lines are rendered once, when the push arrives, with all labels in place. A replica that reads the group from the
 * database needs no parser: it finds each family's lines by their offsets and copies them into the answer. Other
 * formats are made from the lines; what text cannot hold (native histograms, exemplars, creation times) is kept beside
 * them as protobuf.
 */
import type { MetricType } from '@postern/exposition'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'

/** One family about to be held: its sample lines in text format 0.0.4, all labels included, without HELP and TYPE. */
export interface FamilyLines {
  readonly name: string
  readonly type: MetricType
  readonly help: string | undefined
  readonly series: number
  readonly lines: Uint8Array
  /** The family as delimited protobuf, only when the lines cannot say all of it. */
  readonly protobuf: Uint8Array | undefined
}

/** One family of a group: where in the group's bytes its lines are, and what a scrape needs beside them. */
export interface FamilyEntry {
  readonly name: string
  readonly type: MetricType
  readonly help: string | undefined
  readonly series: number
  /** When this family was last pushed, in microseconds since 1970. */
  readonly pushedAtMicros: number
  readonly start: number
  readonly end: number
  /** The protobuf follows the lines: from `end` to here. */
  readonly protobufEnd: number
}

export interface GroupContent {
  readonly bytes: Uint8Array
  readonly families: readonly FamilyEntry[]
}

const FORMAT = 1
const TYPES = [
  'counter',
  'gauge',
  'untyped',
  'summary',
  'histogram',
  'gauge_histogram',
] as const satisfies MetricType[]

/** A family and the time of its push, wherever its bytes are now. */
type Part = FamilyLines & { readonly pushedAtMicros: number }

export const emptyContent: GroupContent = packContent([])

/**
 * What a push makes of a group, as the Pushgateway has it: PUT replaces all; POST replaces the families of the same
 * name and keeps the others.
 */
export function pushInto(
  before: GroupContent,
  pushed: readonly FamilyLines[],
  method: 'PUT' | 'POST',
  pushedAtMicros: number,
): GroupContent {
  const fresh = pushed.map((family) => ({ ...family, pushedAtMicros }))
  if (method === 'PUT' || before.families.length === 0) return packContent(fresh)
  const names = new Set(pushed.map((family) => family.name))
  const kept = before.families.filter((entry) => !names.has(entry.name))
  return packContent([...kept.map((entry) => partOf(before, entry)), ...fresh])
}

/** The sample lines of a family; a window on the group's bytes. */
export function linesOf(content: GroupContent, entry: FamilyEntry): Uint8Array {
  return content.bytes.subarray(entry.start, entry.end)
}

/** The family as delimited protobuf when its lines cannot say all of it. */
export function protobufOf(content: GroupContent, entry: FamilyEntry): Uint8Array | undefined {
  return entry.protobufEnd > entry.end
    ? content.bytes.subarray(entry.end, entry.protobufEnd)
    : undefined
}

/** Reads back what `pushInto` packed. Throws on bytes of a release that packed them otherwise. */
export function unpackContent(bytes: Uint8Array): GroupContent {
  const reader = new ByteReader(bytes)
  if (reader.byte() !== FORMAT) throw new Error('the group was written by a newer release')
  const heads = Array.from({ length: reader.varint() }, () => readHead(reader))
  let at = reader.offset
  const families = heads.map(({ linesLength, protobufLength, ...head }) => {
    const start = at
    at += linesLength + protobufLength
    return { ...head, start, end: start + linesLength, protobufEnd: at }
  })
  return { bytes, families }
}

function packContent(parts: readonly Part[]): GroupContent {
  const writer = new ByteWriter()
  writer.byte(FORMAT)
  writer.varint(parts.length)
  for (const part of parts) writeHead(writer, part)
  const families = parts.map((part) => writeBody(writer, part))
  return { bytes: writer.finish(), families }
}

function partOf(content: GroupContent, entry: FamilyEntry): Part {
  return { ...entry, lines: linesOf(content, entry), protobuf: protobufOf(content, entry) }
}

function writeHead(writer: ByteWriter, part: Part): void {
  writer.text(part.name)
  writer.byte(TYPES.indexOf(part.type))
  writer.byte(part.help === undefined ? 0 : 1)
  if (part.help !== undefined) writer.text(part.help)
  writer.float(part.pushedAtMicros)
  writer.varint(part.series)
  writer.varint(part.lines.length)
  writer.varint(part.protobuf?.length ?? 0)
}

function readHead(reader: ByteReader) {
  const name = reader.text()
  const type = TYPES[reader.byte()] ?? 'untyped'
  const help = reader.byte() === 1 ? reader.text() : undefined
  return {
    name,
    type,
    help,
    pushedAtMicros: reader.float(),
    series: reader.varint(),
    linesLength: reader.varint(),
    protobufLength: reader.varint(),
  }
}

function writeBody(writer: ByteWriter, part: Part): FamilyEntry {
  const start = writer.length
  writer.raw(part.lines)
  const end = writer.length
  if (part.protobuf) writer.raw(part.protobuf)
  const { name, type, help, series, pushedAtMicros } = part
  return { name, type, help, series, pushedAtMicros, start, end, protobufEnd: writer.length }
}
