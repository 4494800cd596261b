/** Reads what groups hold of one family back into values, for the formats that are not held ready. */
import { linesOf, protobufOf } from '@postern/domain'
import {
  type Metric,
  type MetricFamily,
  parseProtobuf,
  parseText,
  writeTextHeader,
} from '@postern/exposition'
import type { FamilyView } from '../view/family-view.ts'
import type { Member } from '../view/group.ts'

// What is held was taken under the rules of its time.
const ANY_NAMES = { utf8Names: true }

/** The lines of some groups, one after the other. */
export function copyLines(members: readonly Member[]): Uint8Array {
  const length = members.reduce((sum, { entry }) => sum + entry.end - entry.start, 0)
  const lines = new Uint8Array(length)
  let at = 0
  for (const { group, entry } of members) {
    const part = linesOf(group.content, entry)
    lines.set(part, at)
    at += part.length
  }
  return lines
}

/** `lines` are those of the members. All that stand together without protobuf are parsed at one go. */
export function readMembers(
  family: Pick<FamilyView, 'name' | 'type'>,
  members: readonly Member[],
  lines: Uint8Array,
): MetricFamily {
  const head = Buffer.from(writeTextHeader(family.name, family.type, undefined))
  const parts: MetricFamily[] = []
  let start = 0
  let end = 0
  const readLines = () => {
    if (end > start) parts.push(...readText(head, lines.subarray(start, end)))
  }
  for (const { group, entry } of members) {
    const protobuf = protobufOf(group.content, entry)
    if (protobuf) {
      readLines()
      parts.push(...parseProtobuf(protobuf, ANY_NAMES))
      start = end + entry.end - entry.start
    }
    end += entry.end - entry.start
  }
  readLines()
  return join(family, parts)
}

function readText(head: Uint8Array, lines: Uint8Array): MetricFamily[] {
  return parseText(Buffer.concat([head, lines]), ANY_NAMES)
}

function join({ name, type }: Pick<FamilyView, 'name' | 'type'>, parts: readonly MetricFamily[]) {
  const metrics = parts.flatMap((part): readonly Metric[] => part.metrics)
  // A family of a view has one type, so its metrics are of the one kind that goes with it.
  return { name, type, help: undefined, unit: undefined, metrics } as MetricFamily
}
