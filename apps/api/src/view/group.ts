import {
  emptyContent,
  type FamilyEntry,
  type GroupContent,
  type GroupingKey,
  groupingKeyId,
  unpackContent,
} from '@postern/domain'
import type { GroupRow } from '@postern/store'

/** A group as a view holds it. Never changed in place: a push makes a new one. */
export interface Group {
  /** `groupingKeyId` of its key: what the maps go by. */
  readonly id: string
  readonly key: GroupingKey
  readonly content: GroupContent
  /** Last good and last failed push, in microseconds since 1970. */
  readonly pushedAtMicros: number | undefined
  readonly failedAtMicros: number | undefined
  /** The head's version when the group was made: which of two groups is older. */
  readonly createdVersion: number
}

/** A family of a group: what stands in the sorted lists of a view. */
export interface Member {
  readonly group: Group
  readonly entry: FamilyEntry
}

export function newGroup(key: GroupingKey, createdVersion: number): Group {
  return {
    id: groupingKeyId(key),
    key,
    content: emptyContent,
    pushedAtMicros: undefined,
    failedAtMicros: undefined,
    createdVersion,
  }
}

/** The group of a row that is no tombstone. */
export function groupFromRow(row: GroupRow & { readonly content: Uint8Array }): Group {
  return {
    id: groupingKeyId(row.groupingKey),
    key: row.groupingKey,
    content: unpackContent(row.content),
    pushedAtMicros: row.pushedAtMicros,
    failedAtMicros: row.failedAtMicros,
    createdVersion: row.createdVersion,
  }
}

export function rowFromGroup(namespace: string, group: Group): GroupRow {
  return {
    namespace,
    groupingKey: group.key,
    content: group.content.bytes,
    pushedAtMicros: group.pushedAtMicros,
    failedAtMicros: group.failedAtMicros,
    createdVersion: group.createdVersion,
  }
}

/** What a group takes in memory, roughly: its bytes, and the objects that lead to them. */
export function groupFootprint(group: Group): number {
  return group.content.bytes.length + 400 + 250 * group.content.families.length
}
