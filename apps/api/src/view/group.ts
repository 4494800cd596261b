import {
  contentSize,
  type Expiry,
  emptyContent,
  type FamilyEntry,
  type GroupContent,
  type GroupingKey,
  groupingKeyId,
  NEVER,
} from '@postern/domain'
import type { GroupFacts, GroupRow, GroupWriters, PushOrigin } from '@postern/store'
import type { Block, Placed } from './sorted-blocks.ts'

/** All that a push changes about a group. */
export interface GroupState {
  readonly content: GroupContent
  /** Last good and last failed push, in microseconds since 1970. */
  readonly pushedAtMicros: number | undefined
  readonly failedAtMicros: number | undefined
  /** The good push before the last one. */
  readonly previousPushedAtMicros: number | undefined
  readonly expiry: Expiry
  /** The head's version when the group was made: which of two groups is older. */
  readonly createdVersion: number
  /** Who sent the last push, and why the last one that was refused was. */
  readonly origin?: PushOrigin | undefined
  readonly lastError?: string | undefined
  /** `undefined` while no push succeeded. */
  readonly writers?: GroupWriters | undefined
}

/** A group as a view holds it: one object for its whole life, so that a push to it moves nothing in the lists. */
export class Group implements Placed<Group> {
  /** `groupingKeyId` of its key: what the maps go by. */
  readonly id: string
  readonly key: GroupingKey
  state: GroupState
  block: Block<Group> | undefined
  /** Its families by name, as they stand in the sorted lists of their families. */
  readonly members = new Map<string, Member>()

  constructor(key: GroupingKey, state: GroupState) {
    this.id = groupingKeyId(key)
    this.key = key
    this.state = state
  }

  get content(): GroupContent {
    return this.state.content
  }

  get pushedAtMicros(): number | undefined {
    return this.state.pushedAtMicros
  }

  get failedAtMicros(): number | undefined {
    return this.state.failedAtMicros
  }

  get createdVersion(): number {
    return this.state.createdVersion
  }
}

/** A family of a group. */
export class Member implements Placed<Member> {
  readonly group: Group
  entry: FamilyEntry
  block: Block<Member> | undefined

  constructor(group: Group, entry: FamilyEntry) {
    this.group = group
    this.entry = entry
  }
}

/** Of a group to which nothing came yet. */
export function newGroupState(createdVersion: number): GroupState {
  return {
    content: emptyContent,
    pushedAtMicros: undefined,
    failedAtMicros: undefined,
    previousPushedAtMicros: undefined,
    expiry: NO_EXPIRY,
    createdVersion,
  }
}

const NO_EXPIRY: Expiry = {
  headerMs: undefined,
  groupMs: undefined,
  atMicros: NEVER,
  rule: 'system',
  isCut: false,
}

/** The state in a row that is no tombstone. */
export function stateFromRow(row: GroupFacts, content: GroupContent): GroupState {
  return {
    content,
    pushedAtMicros: row.pushedAtMicros,
    failedAtMicros: row.failedAtMicros,
    previousPushedAtMicros: row.previousPushedAtMicros,
    expiry: row.expiry ?? NO_EXPIRY,
    createdVersion: row.createdVersion,
    origin: row.origin,
    lastError: row.lastError,
    writers: row.writers,
  }
}

export function rowFromGroup(namespace: string, group: Group): GroupRow {
  return {
    namespace,
    groupingKey: group.key,
    content: group.content.bytes,
    size: contentSize(group.content),
    pushedAtMicros: group.pushedAtMicros,
    failedAtMicros: group.failedAtMicros,
    previousPushedAtMicros: group.state.previousPushedAtMicros,
    expiry: group.state.expiry,
    createdVersion: group.createdVersion,
    origin: group.state.origin,
    lastError: group.state.lastError,
    writers: group.state.writers,
  }
}

export function countSeries({ families }: GroupContent): number {
  return families.reduce((sum, { series }) => sum + series, 0)
}

/** What a group takes in memory, roughly: its bytes, and the objects that lead to them. */
export function groupFootprint({ content, lastError }: GroupState): number {
  return content.bytes.length + (lastError?.length ?? 0) + 550 + 250 * content.families.length
}
