import type { Tenant } from '@postern/domain'
import {
  findGroupRecords,
  type GroupRecord,
  type Head,
  lockHead,
  momentOf,
  setHeadVersion,
  type TenantDb,
  withTenant,
} from '@postern/store'
import type { ChosenGroups } from './choose-groups.ts'
import type { GroupStore } from './delete-group.ts'
import { addressOf } from './directory-entry.ts'
import { requireHead } from './get-group.ts'
import { type FilterWords, groupFilter } from './group-filter.ts'

/** When a change to groups is made: under the head's lock, with the version that it gives them. */
export interface ChangeMoment {
  readonly head: Head
  readonly version: number
  readonly nowMicros: number
}

/** What a selection came to. */
export interface Changed {
  readonly groups: number
  readonly series: number
}

// Pushes wait while the head is locked: so many groups take some ten milliseconds.
const CHUNK = 1_000

/**
 * Changes the chosen groups by parts, each in a transaction of its own under the head's lock. What is meant is asked once
 * more there, so that a group is left alone which was pushed meanwhile and is stale no longer.
 */
export async function changeChosen(
  { db, databaseClock }: GroupStore,
  tenant: Tenant,
  words: FilterWords,
  { entries }: ChosenGroups,
  change: (own: TenantDb, groups: readonly GroupRecord[], moment: ChangeMoment) => Promise<void>,
): Promise<Changed> {
  const changed = { groups: 0, series: 0 }
  for (let start = 0; start < entries.length; start += CHUNK) {
    const addresses = entries.slice(start, start + CHUNK).map(addressOf)
    const groups = await withTenant(db, tenant.id, async (own) => {
      const head = requireHead(await lockHead(own, tenant.id))
      const nowMicros = momentOf(head, databaseClock)
      const isMeant = groupFilter(words, nowMicros)
      const found = await findGroupRecords(own, tenant.id, addresses)
      const meant = found.filter((group) => isMeant(asFiltered(group)))
      if (meant.length === 0) return meant
      const version = head.version + 1
      await change(own, meant, { head, version, nowMicros })
      await setHeadVersion(own, tenant.id, version, nowMicros)
      return meant
    })
    changed.groups += groups.length
    changed.series += groups.reduce((sum, { series }) => sum + series, 0)
  }
  return changed
}

function asFiltered(group: GroupRecord) {
  const { pushedAtMicros = 0, failedAtMicros = 0 } = group
  return { ...group, pushedAtMicros, failedAtMicros }
}
