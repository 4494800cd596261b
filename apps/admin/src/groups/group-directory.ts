import type { ChangedEntry } from '@postern/store'
import {
  type DirectoryEntry,
  entryFootprint,
  groupId,
  toDirectoryEntry,
} from './directory-entry.ts'
import { entryOrder, type OrderName } from './entry-orders.ts'
import { SortedEntries } from './sorted-entries.ts'

/** What groups a tenant has, without what they hold: this process's picture as of one version of the tenant's head. */
export class GroupDirectory {
  /** 0 for one that was not read yet. */
  version = 0
  readonly #entries = new Map<string, DirectoryEntry>()
  readonly #lists = new Map<OrderName, SortedEntries>()
  readonly #texts = new Map<string, string>()
  #bytes = 0

  /** Roughly what it takes in memory. */
  get bytes(): number {
    return this.#bytes
  }

  /** All, in ascending order; those that have ended meanwhile too, until they are deleted. */
  sorted(name: OrderName): readonly DirectoryEntry[] {
    const list =
      this.#lists.get(name) ?? new SortedEntries(this.#entries.values(), entryOrder(name))
    this.#lists.set(name, list)
    return list.entries
  }

  all(): Iterable<DirectoryEntry> {
    return this.#entries.values()
  }

  find(namespace: string, id: string): DirectoryEntry | undefined {
    return this.#entries.get(keyOf(namespace, id))
  }

  apply(change: ChangedEntry): void {
    const key = keyOf(change.namespace, groupId(change))
    this.#forget(key)
    if (change.isDeleted) return
    const entry = toDirectoryEntry(change, (text) => this.#intern(text))
    this.#entries.set(key, entry)
    this.#bytes += entryFootprint(entry)
    for (const [name, list] of this.#lists) if (!list.add(entry)) this.#lists.delete(name)
  }

  #forget(key: string): void {
    const known = this.#entries.get(key)
    if (!known) return
    known.isGone = true
    this.#entries.delete(key)
    this.#bytes -= entryFootprint(known)
    for (const list of this.#lists.values()) list.noteGone()
  }

  /** Names of namespaces and labels, which are few: without this every group would hold its own copy. */
  #intern(text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size < MAX_TEXTS) this.#texts.set(text, text)
    return text
  }
}

// A job that makes up names of labels must not fill the memory with them.
const MAX_TEXTS = 10_000

/** No id has a slash. */
function keyOf(namespace: string, id: string): string {
  return `${id}/${namespace}`
}
