import type { GroupOrder } from '@postern/domain'
import type { DirectoryEntry } from './directory-entry.ts'
import type { EntryOrder } from './sorted-entries.ts'

/** What a list can be sorted by; `-` before it is the same list from behind. */
export type OrderName = 'labels' | 'pushedAt' | 'failedAt' | 'expiresAt' | 'series' | 'bytes'

type ValueOf = (entry: DirectoryEntry) => number

const values: Readonly<Record<Exclude<OrderName, 'labels'>, ValueOf>> = {
  pushedAt: (entry) => entry.pushedAtMicros,
  failedAt: (entry) => entry.failedAtMicros,
  expiresAt: (entry) => entry.expiresAtMicros,
  series: (entry) => entry.series,
  bytes: (entry) => entry.bytes,
}

export function orderName(sort: GroupOrder): OrderName {
  // What is behind the minus of a GroupOrder is the name of an order.
  return (sort.startsWith('-') ? sort.slice(1) : sort) as OrderName
}

/** What of an entry decides its place; 0 where that is its labels. */
export function sortValue(name: OrderName, entry: DirectoryEntry): number {
  return name === 'labels' ? 0 : values[name](entry)
}

export function entryOrder(name: OrderName): EntryOrder {
  if (name === 'labels') return byLabels
  const valueOf = values[name]
  return (a, b) => compare(valueOf(a), valueOf(b)) || byAddress(a, b)
}

/** As people look for them: by namespace, then job, then the other labels. */
function byLabels(a: DirectoryEntry, b: DirectoryEntry): number {
  return compare(a.namespace, b.namespace) || compare(a.job, b.job) || byKey(a, b)
}

function byKey({ groupingKey: a }: DirectoryEntry, { groupingKey: b }: DirectoryEntry): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const order = compare(a[i] ?? '', b[i] ?? '')
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** Of no meaning, but the same every time, also when one of the two is gone. */
export function byAddress(a: Addressed, b: Addressed): number {
  return a.tie - b.tie || compare(a.namespace, b.namespace) || compare(a.id, b.id)
}

export type Addressed = Pick<DirectoryEntry, 'tie' | 'namespace' | 'id'>

export function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b)
}
