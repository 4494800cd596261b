/**
 * What a group holds, as bytes: the sample lines of its families ready for a scrape, then a directory of them.
 *
 *     format │ lines, protobuf │ lines │ lines, protobuf │ directory │ where the directory begins
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
  readonly lines: string
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

// What a family takes in the directory, roughly: a hint for the first size of the buffer.
const DIRECTORY_ENTRY_BYTES = 100

export const emptyContent: GroupContent = { bytes: new Uint8Array(), families: [] }

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
  const names = new Set(pushed.map((family) => family.name))
  const kept = method === 'PUT' ? [] : before.families.filter((entry) => !names.has(entry.name))
  return packContent(before, kept, pushed, pushedAtMicros)
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
  if (bytes.length === 0) return emptyContent
  const reader = new ByteReader(bytes)
  if (reader.byte() !== FORMAT) throw new Error('the group was written by a newer release')
  reader.seek(-4)
  reader.seek(reader.uint32())
  let start = 1
  const families = Array.from({ length: reader.varint() }, () => {
    const entry = readEntry(reader, start)
    start = entry.protobufEnd
    return entry
  })
  return { bytes, families }
}

function packContent(
  before: GroupContent,
  kept: readonly FamilyEntry[],
  pushed: readonly FamilyLines[],
  pushedAtMicros: number,
): GroupContent {
  const linesLength = pushed.reduce((sum, family) => sum + family.lines.length, 0)
  const entries = kept.length + pushed.length
  const writer = new ByteWriter(before.bytes.length + linesLength + entries * DIRECTORY_ENTRY_BYTES)
  writer.byte(FORMAT)
  const families = [
    ...kept.map((entry) => copyBody(writer, before, entry)),
    ...pushed.map((family) => writeBody(writer, family, pushedAtMicros)),
  ]
  const directory = writer.length
  writer.varint(families.length)
  for (const entry of families) writeEntry(writer, entry)
  writer.uint32(directory)
  return { bytes: writer.finish(), families }
}

function copyBody(writer: ByteWriter, before: GroupContent, entry: FamilyEntry): FamilyEntry {
  const moved = writer.length - entry.start
  writer.raw(before.bytes.subarray(entry.start, entry.protobufEnd))
  return {
    ...entry,
    start: entry.start + moved,
    end: entry.end + moved,
    protobufEnd: entry.protobufEnd + moved,
  }
}

function writeBody(writer: ByteWriter, family: FamilyLines, pushedAtMicros: number): FamilyEntry {
  const start = writer.length
  writer.rawText(family.lines)
  const end = writer.length
  if (family.protobuf) writer.raw(family.protobuf)
  const { name, type, help, series } = family
  return { name, type, help, series, pushedAtMicros, start, end, protobufEnd: writer.length }
}

function writeEntry(writer: ByteWriter, entry: FamilyEntry): void {
  writer.text(entry.name)
  writer.byte(TYPES.indexOf(entry.type))
  writer.byte(entry.help === undefined ? 0 : 1)
  if (entry.help !== undefined) writer.text(entry.help)
  writer.float(entry.pushedAtMicros)
  writer.varint(entry.series)
  writer.varint(entry.end - entry.start)
  writer.varint(entry.protobufEnd - entry.end)
}

function readEntry(reader: ByteReader, start: number): FamilyEntry {
  const name = reader.text()
  const type = TYPES[reader.byte()] ?? 'untyped'
  const help = reader.byte() === 1 ? reader.text() : undefined
  const pushedAtMicros = reader.float()
  const series = reader.varint()
  const end = start + reader.varint()
  return {
    name,
    type,
    help,
    pushedAtMicros,
    series,
    start,
    end,
    protobufEnd: end + reader.varint(),
  }
}
