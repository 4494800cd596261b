import { type GroupingKey, jobOf } from '@postern/domain'
import type { GroupAddress, GroupEntry } from '@postern/store'

/** A group in a directory: what is searched, sorted and counted. Another state of it is another entry. */
export interface DirectoryEntry {
  readonly namespace: string
  /** SHA-256 of its labels: what the API names it by, in base64url. */
  readonly id: string
  /** A number of the id's first bits: told apart faster than texts where much is alike. */
  readonly tie: number
  readonly groupingKey: GroupingKey
  readonly job: string
  /** In microseconds since 1970; 0 when there was none. */
  readonly pushedAtMicros: number
  readonly failedAtMicros: number
  /** Infinity for a group without end. */
  readonly expiresAtMicros: number
  readonly series: number
  readonly bytes: number
  /** Set when it is no longer so: lists that hold it drop it when they are looked at next. */
  isGone: boolean
}

const HASH_BYTES = 32

// As many as an engine keeps in place, and no object of its own.
const TIE_BITS = 30

export function groupId({ labelsHash }: Pick<GroupAddress, 'labelsHash'>): string {
  return labelsHash.toString('base64url')
}

export function tieOf(labelsHash: Buffer): number {
  return labelsHash.readUInt32BE(0) >>> (32 - TIE_BITS)
}

/** `undefined` for a text that is no id of a group. */
export function readGroupAddress(namespace: string, id: string): GroupAddress | undefined {
  const labelsHash = Buffer.from(id, 'base64url')
  const isOne = labelsHash.length === HASH_BYTES && labelsHash.toString('base64url') === id
  return isOne ? { namespace, labelsHash } : undefined
}

export function addressOf({ namespace, id }: DirectoryEntry): GroupAddress {
  return { namespace, labelsHash: Buffer.from(id, 'base64url') }
}

/** `intern` gives one and the same text for equal ones, of which there are few. */
export function toDirectoryEntry(
  entry: GroupEntry,
  intern: (text: string) => string,
): DirectoryEntry {
  const groupingKey = entry.groupingKey.map((part, at) => (at % 2 === 0 ? intern(part) : part))
  return {
    namespace: intern(entry.namespace),
    id: groupId(entry),
    tie: tieOf(entry.labelsHash),
    groupingKey,
    job: jobOf(groupingKey),
    pushedAtMicros: entry.pushedAtMicros ?? 0,
    failedAtMicros: entry.failedAtMicros ?? 0,
    expiresAtMicros: entry.expiresAtMicros,
    series: entry.series,
    bytes: entry.bytes,
    isGone: false,
  }
}

/** What it takes in memory, roughly: objects and texts, and its place in a map and some lists. */
export function entryFootprint({ groupingKey, id }: DirectoryEntry): number {
  const text = groupingKey.reduce((sum, part, at) => sum + (at % 2 === 0 ? 8 : 24 + part.length), 0)
  return 250 + id.length + text
}
