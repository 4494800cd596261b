import type { DirectoryEntry } from './directory-entry.ts'

/** Less than 0 when the first comes first. Never 0 for two different groups. */
export type EntryOrder = (a: DirectoryEntry, b: DirectoryEntry) => number

// Beyond this part of the list, sorting all of it anew costs no more than putting the changed ones in.
const MOST_CHANGED = 1 / 8

/** The groups of a tenant in one order, brought up to date when somebody looks. */
export class SortedEntries {
  readonly #order: EntryOrder
  #sorted: DirectoryEntry[]
  #added: DirectoryEntry[] = []
  #isStale = false

  constructor(entries: Iterable<DirectoryEntry>, order: EntryOrder) {
    this.#order = order
    this.#sorted = [...entries].sort(order)
  }

  /** A group that was not there in this state. False when so many wait that it is cheaper to begin anew. */
  add(entry: DirectoryEntry): boolean {
    this.#added.push(entry)
    this.#isStale = true
    return this.#added.length <= 1_000 + this.#sorted.length * MOST_CHANGED
  }

  /** A group went, or is in another state: what is gone says so itself. */
  noteGone(): void {
    this.#isStale = true
  }

  get entries(): readonly DirectoryEntry[] {
    if (this.#isStale) {
      const added = this.#added.filter(({ isGone }) => !isGone).sort(this.#order)
      this.#sorted = merge(this.#sorted, added, this.#order)
      this.#added = []
      this.#isStale = false
    }
    return this.#sorted
  }
}

/** Both lists are sorted; of the first, what is gone is left out. */
function merge(
  sorted: readonly DirectoryEntry[],
  added: readonly DirectoryEntry[],
  order: EntryOrder,
): DirectoryEntry[] {
  const merged: DirectoryEntry[] = []
  let at = 0
  for (const entry of sorted) {
    if (entry.isGone) continue
    for (let next = added[at]; next && order(next, entry) < 0; next = added[at]) {
      merged.push(next)
      at++
    }
    merged.push(entry)
  }
  return at < added.length ? merged.concat(added.slice(at)) : merged
}

/** Where in a sorted list the first one stands for which that holds; all behind it hold too. */
export function firstIndex(
  entries: readonly DirectoryEntry[],
  holds: (entry: DirectoryEntry) => boolean,
): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry && holds(entry)) high = middle
    else low = middle + 1
  }
  return low
}
