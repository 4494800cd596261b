/** Where a page of groups ended, so that the next begins behind it whatever came and went meanwhile. */
import { invalidRequest } from '../invalid-request.ts'
import { type DirectoryEntry, readGroupAddress, tieOf } from './directory-entry.ts'
import {
  type Addressed,
  byAddress,
  compare,
  entryOrder,
  type OrderName,
  sortValue,
} from './entry-orders.ts'
import type { GroupDirectory } from './group-directory.ts'
import { firstIndex } from './sorted-entries.ts'

interface Place extends Addressed {
  /** What the last group of the page was sorted by; in the order of labels, how many came before it. */
  readonly value: number
}

export function writePlace(name: OrderName, entry: DirectoryEntry, index: number): string {
  const { namespace, id } = entry
  const value = String(name === 'labels' ? index : sortValue(name, entry))
  return Buffer.from(JSON.stringify([name, value, namespace, id])).toString('base64url')
}

/** Throws `request-invalid` for what we did not give out for a list in that order. */
export function readPlace(cursor: string, wanted: OrderName): Place {
  const [name, value, namespace, id] = parts(cursor)
  if (name !== wanted || namespace === undefined || id === undefined) throw notOurs()
  const address = readGroupAddress(namespace, id)
  if (!address) throw notOurs()
  return { value: Number(value), namespace, id, tie: tieOf(address.labelsHash) }
}

function parts(cursor: string): readonly (string | undefined)[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : []
  } catch {
    return []
  }
}

function notOurs() {
  return invalidRequest('querystring', '/cursor', 'is not one that this server gave out')
}

/** How many entries of the list, in its direction, come up to and with that place. */
export function startOf(
  directory: GroupDirectory,
  name: OrderName,
  isBackward: boolean,
  place: Place,
): number {
  const entries = directory.sorted(name)
  const order = orderTo(directory, name, place)
  // The group is gone, and with it its place in the order of labels: what came behind it has moved up.
  if (!order) return place.value
  const first = firstIndex(entries, (entry) => order(entry) > (isBackward ? -1 : 0))
  return isBackward ? entries.length - first : first
}

/** Tells whether an entry comes before that place, which is less than 0, at it or behind it. */
function orderTo(
  directory: GroupDirectory,
  name: OrderName,
  place: Place,
): ((entry: DirectoryEntry) => number) | undefined {
  if (name !== 'labels') {
    return (entry) => compare(sortValue(name, entry), place.value) || byAddress(entry, place)
  }
  const known = directory.find(place.namespace, place.id)
  return known && ((entry) => entryOrder('labels')(entry, known))
}
