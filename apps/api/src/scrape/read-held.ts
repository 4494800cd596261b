/** Reads what groups hold of one family back into values, for the formats that are not held ready. */
import { type FamilyEntry, type GroupContent, linesOf, protobufOf } from '@postern/domain'
import {
  type Metric,
  type MetricFamily,
  type MetricType,
  parseProtobuf,
  parseText,
  writeTextHeader,
} from '@postern/exposition'
import { stampLines } from './stamp-lines.ts'

/** What a group holds of a family, at one moment. */
export interface HeldFamily {
  readonly content: GroupContent
  readonly entry: FamilyEntry
  /** The time that its samples are to have, in milliseconds since 1970. */
  readonly stampMs: number | undefined
}

/** The lines of some groups, one after the other. */
export function copyLines(held: readonly HeldFamily[]): Uint8Array {
  const parts = held.map(linesIn)
  const lines = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    lines.set(part, at)
    at += part.length
  }
  return lines
}

function linesIn({ content, entry, stampMs }: HeldFamily): Uint8Array {
  const lines = linesOf(content, entry)
  return stampMs === undefined ? lines : stampLines(lines, stampMs)
}

/** `lines` are those of `held`. All that stand together without protobuf are parsed at one go. */
export function readHeld(
  { name, type }: { readonly name: string; readonly type: MetricType },
  held: readonly HeldFamily[],
  lines: Uint8Array,
): MetricFamily {
  const head = Buffer.from(writeTextHeader(name, type, undefined))
  const parts: MetricFamily[] = []
  let start = 0
  let end = 0
  const readLines = () => {
    if (end > start) parts.push(...readText(head, lines.subarray(start, end)))
  }
  for (const each of held) {
    const { length } = linesIn(each)
    const values = readProtobuf(each)
    if (values) {
      readLines()
      parts.push(...values)
      start = end + length
    }
    end += length
  }
  readLines()
  const metrics = parts.flatMap((part): readonly Metric[] => part.metrics)
  // A family of a view has one type, so its metrics are of the one kind that goes with it.
  return { name, type, help: undefined, unit: undefined, metrics } as MetricFamily
}

/** What the lines cannot say all of; `undefined` when they can. */
function readProtobuf({ content, entry, stampMs }: HeldFamily): MetricFamily[] | undefined {
  const protobuf = protobufOf(content, entry)
  if (!protobuf) return undefined
  const families = parseProtobuf(protobuf, ANY_NAMES)
  return stampMs === undefined ? families : families.map((family) => stamped(family, stampMs))
}

function stamped(family: MetricFamily, timestampMs: number): MetricFamily {
  const metrics = family.metrics.map((metric) => ({ ...metric, timestampMs }))
  // The metrics are of the same kind as before.
  return { ...family, metrics } as MetricFamily
}

function readText(head: Uint8Array, lines: Uint8Array): MetricFamily[] {
  return parseText(Buffer.concat([head, lines]), ANY_NAMES)
}

// What is held was taken under the rules of its time.
const ANY_NAMES = { utf8Names: true }
