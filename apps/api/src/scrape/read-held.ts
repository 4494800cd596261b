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

/** What a group holds of a family, at one moment. */
export interface HeldFamily {
  readonly content: GroupContent
  readonly entry: FamilyEntry
}

/** The lines of some groups, one after the other. */
export function copyLines(held: readonly HeldFamily[]): Uint8Array {
  const length = held.reduce((sum, { entry }) => sum + entry.end - entry.start, 0)
  const lines = new Uint8Array(length)
  let at = 0
  for (const { content, entry } of held) {
    const part = linesOf(content, entry)
    lines.set(part, at)
    at += part.length
  }
  return lines
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
  for (const { content, entry } of held) {
    const protobuf = protobufOf(content, entry)
    if (protobuf) {
      readLines()
      parts.push(...parseProtobuf(protobuf, ANY_NAMES))
      start = end + entry.end - entry.start
    }
    end += entry.end - entry.start
  }
  readLines()
  const metrics = parts.flatMap((part): readonly Metric[] => part.metrics)
  // A family of a view has one type, so its metrics are of the one kind that goes with it.
  return { name, type, help: undefined, unit: undefined, metrics } as MetricFamily
}

function readText(head: Uint8Array, lines: Uint8Array): MetricFamily[] {
  return parseText(Buffer.concat([head, lines]), ANY_NAMES)
}

// What is held was taken under the rules of its time.
const ANY_NAMES = { utf8Names: true }
