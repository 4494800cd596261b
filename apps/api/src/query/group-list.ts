/** Groups as a list: chosen by selectors, sorted, page by page. */
import { Problem, type Selector, selects } from '@postern/domain'
import { inSlices } from '../in-slices.ts'
import type { Group } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'

export interface GroupInNamespace {
  readonly namespace: NamespaceView
  readonly group: Group
}

export const groupOrders = [
  'labels',
  'pushedAt',
  '-pushedAt',
  'failedAt',
  '-failedAt',
  'expiresAt',
  '-expiresAt',
] as const

export type GroupOrder = (typeof groupOrders)[number]

/** Every group of these namespaces, in the order of labels. */
export function groupsOf(namespaces: readonly NamespaceView[]): GroupInNamespace[] {
  return namespaces.flatMap((namespace) =>
    [...namespace.groups].map((group) => ({ namespace, group })),
  )
}

/**
 * Those that one of the selectors chooses; all of them when there is no selector. A regular expression may take long, and
 * groups are many: others get their turns meanwhile, so call it when the lane is free to go on.
 */
export async function chooseGroups<T extends GroupInNamespace>(
  groups: readonly T[],
  selectors: readonly Selector[],
): Promise<readonly T[]> {
  if (selectors.length === 0) return groups
  const chosen: T[] = []
  await inSlices(choosing(groups, selectors, chosen))
  return chosen
}

function* choosing<T extends GroupInNamespace>(
  groups: readonly T[],
  selectors: readonly Selector[],
  chosen: T[],
): Generator<undefined> {
  for (const one of groups) {
    if (selectors.some((selector) => selects(selector, one.group.key))) chosen.push(one)
    yield
  }
}

/** Ties stay in the order of labels, which is the order they come in. */
export function sortGroups(
  groups: readonly GroupInNamespace[],
  order: GroupOrder,
): GroupInNamespace[] {
  if (order === 'labels') return [...groups]
  const sign = order.startsWith('-') ? -1 : 1
  const timeOf = times[order.replace('-', '')] ?? (() => 0)
  return groups.toSorted((a, b) => sign * (timeOf(a.group) - timeOf(b.group)))
}

// Groups without end come after all others, and are equal among themselves.
const LAST_MICROS = Number.MAX_SAFE_INTEGER

const times: Readonly<Record<string, (group: Group) => number>> = {
  pushedAt: ({ pushedAtMicros }) => pushedAtMicros ?? 0,
  failedAt: ({ failedAtMicros }) => failedAtMicros ?? 0,
  expiresAt: ({ state }) => Math.min(state.expiry.atMicros, LAST_MICROS),
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Where the next page begins; `undefined` after the last. */
  readonly nextCursor: string | undefined
}

/** The page behind the group of the cursor; when that group is gone meanwhile, the list begins again. */
export function pageOf(
  groups: readonly GroupInNamespace[],
  limit: number,
  cursor: string | undefined,
): Page<GroupInNamespace> {
  const before = cursor === undefined ? undefined : readCursor(cursor)
  const start = before === undefined ? 0 : groups.findIndex((one) => cursorOf(one) === before) + 1
  const items = groups.slice(start, start + limit)
  const last = items.at(-1)
  const isLast = start + limit >= groups.length || !last
  return {
    items,
    nextCursor: isLast ? undefined : Buffer.from(cursorOf(last)).toString('base64url'),
  }
}

function cursorOf({ namespace, group }: GroupInNamespace): string {
  return JSON.stringify([namespace.name, group.id])
}

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!text.startsWith('["'))
    throw new Problem('cursor-malformed', 'the cursor was not given out here')
  return text
}
