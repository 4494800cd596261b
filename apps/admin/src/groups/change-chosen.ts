import type { Tenant } from '@postern/domain'
import { inParts } from '@postern/server'
import {
  findGroupRecords,
  type GroupRecord,
  lockHead,
  momentOf,
  type TenantDb,
  withTenant,
} from '@postern/store'
import type { ChosenGroups } from './choose-groups.ts'
import type { GroupStore } from './delete-group.ts'
import { addressOf } from './directory-entry.ts'
import { requireHead } from './get-group.ts'
import { type FilterWords, groupFilter } from './group-filter.ts'

/** What a selection came to. */
export interface Changed {
  readonly groups: number
  readonly series: number
}

interface ChangeDeps extends GroupStore {
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

// Pushes wait while the head is locked: so many groups take some ten milliseconds.
const CHUNK = 500

/**
 * Changes the chosen groups by parts, each in a transaction of its own under the head's lock. What is meant is asked once
 * more there, so that a group is left alone which was pushed meanwhile and is stale no longer. Throws `partly-done`.
 */
export async function changeChosen(
  { db, clock, databaseClock }: ChangeDeps,
  tenant: Tenant,
  words: FilterWords,
  { entries }: ChosenGroups,
  change: (own: TenantDb, groups: readonly GroupRecord[]) => Promise<void>,
): Promise<Changed> {
  return inParts(entries, { size: CHUNK, clock }, (part) =>
    withTenant(db, tenant.id, async (own) => {
      const head = requireHead(await lockHead(own, tenant.id))
      const isMeant = groupFilter(words, momentOf(head, databaseClock))
      const found = await findGroupRecords(own, tenant.id, part.map(addressOf))
      const meant = found.filter((group) => isMeant(asFiltered(group)))
      if (meant.length > 0) await change(own, meant)
      return { groups: meant.length, series: meant.reduce((sum, { series }) => sum + series, 0) }
    }),
  )
}

function asFiltered(group: GroupRecord) {
  const { pushedAtMicros = 0, failedAtMicros = 0 } = group
  return { ...group, pushedAtMicros, failedAtMicros }
}
