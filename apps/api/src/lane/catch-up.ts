/** How a view comes to show what other replicas committed, and what time alone changed. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TenantId } from '@postern/domain'
import {
  type ChangedGroup,
  type DatabaseClock,
  type Head,
  listCheckStates,
  momentOf,
  type TenantDb,
  visitChangedGroups,
} from '@postern/store'
import type { TenantView } from '../view/tenant-view.ts'
import { readSettings, type SystemDefaults } from './tenant-settings.ts'

export interface CatchUpDeps extends SystemDefaults {
  readonly databaseClock?: DatabaseClock | undefined
}

/**
 * Whether the view must be built anew instead: what it missed is gone; or it is of a database that was restored since to
 * an earlier moment; or it let groups go that have not ended, by a clock that was set back since.
 */
export function isBeyondCatchUp(view: TenantView, head: Head, clock?: DatabaseClock): boolean {
  return (
    view.version < head.purgedVersion ||
    view.version > head.version ||
    view.turnedAtMicros > momentOf(head, clock)
  )
}

/**
 * Brings the view to the moment of the head. Needs a transaction in which that does not move: its lock, or a snapshot.
 * A view for which it throws is good for nothing.
 */
export async function catchUp(
  view: TenantView,
  db: TenantDb,
  tenantId: TenantId,
  head: Head,
  deps: CatchUpDeps,
): Promise<void> {
  const now = momentOf(head, deps.databaseClock)
  const { settingsVersion } = head
  if (view.settings.version !== settingsVersion) {
    view.settings = await readSettings(db, tenantId, settingsVersion, deps)
  }
  if (view.version < head.version) await readInto(view, db, tenantId, now)
  else await advance(view, now)
  view.version = Math.max(view.version, head.version)
  view.advanceTenant()
}

/** Reads what changed, and brings the view to that moment. */
async function readInto(
  view: TenantView,
  db: TenantDb,
  tenantId: TenantId,
  nowMicros: number,
): Promise<void> {
  view.checks.load(await listCheckStates(db, tenantId, view.version))
  if (view.version === 0) {
    view.advance(nowMicros)
    await visitChangedGroups(db, tenantId, 0, (group) => view.load(group))
    return
  }
  const changes: ChangedGroup[] = []
  await visitChangedGroups(db, tenantId, view.version, (group) => changes.push(group))
  // By their old ends groups may be gone already that were given another one.
  view.applyEnds(changes)
  await advance(view, nowMicros)
  view.applyContents(changes)
}

// Some milliseconds' worth: thousands of groups may end at one moment, and other tenants do not wait for that.
const ENDED_PER_TURN = 300

async function advance(view: TenantView, nowMicros: number): Promise<void> {
  while (view.advance(nowMicros, ENDED_PER_TURN)) await nextTurn()
}
