/** Checks with their states, as of one moment by Postgres's clock. */
import {
  type CheckQuery,
  KEPT_PINGS,
  LISTED_PINGS,
  type Check as ShownCheck,
} from '@postern/contract'
import {
  type Check,
  type CheckRecord,
  type CheckState,
  emptyCheckRecord,
  ScheduleFault,
  type Tenant,
  type TenantId,
} from '@postern/domain'
import {
  type DatabaseClock,
  type Db,
  findCheck,
  findCheckRecord,
  findHead,
  listCheckPings,
  listCheckStates,
  listChecks,
  momentOf,
  type TenantDb,
  withTenantSnapshot,
} from '@postern/store'
import { readPage } from '../page.ts'
import { tenantNotFound } from '../tenants/get-tenant.ts'
import { toCheckId } from './check-id.ts'
import { checkNotFound } from './check-not-found.ts'
import { type CheckAtMoment, showCheck } from './show-check.ts'

export interface ReadDeps {
  readonly db: Db
  readonly databaseClock?: DatabaseClock | undefined
}

interface CheckList {
  readonly checks: ShownCheck[]
  readonly states: Record<CheckState, number>
  readonly nextCursor?: string
}

/** One page of them, and how many of the tenant are in each state. */
export function listShownChecks(
  { db, databaseClock }: ReadDeps,
  { id }: Tenant,
  query: CheckQuery,
): Promise<CheckList> {
  return withTenantSnapshot(db, id, async (own) => {
    const nowMs = await momentIn(own, id, databaseClock)
    const all = await readAllChecks(own, id, nowMs)
    const chosen = all.filter(
      ({ shown }) =>
        (query.state === undefined || shown.state === query.state) &&
        (query.namespace === undefined || shown.namespace === query.namespace),
    )
    const byId = chosen.map((one) => ({ ...one, id: one.check.id }))
    const { items, next } = await readPage(query, async ({ limit, after }) =>
      byId.filter((one) => after === undefined || one.id > after).slice(0, limit),
    )
    const pings = await listCheckPings(
      own,
      id,
      items.map((one) => one.id),
      LISTED_PINGS,
    )
    return {
      checks: items.map(({ check, record }) =>
        showCheck({ check, record, pings: pings.get(check.id) ?? [], nowMs }),
      ),
      states: countStates(all.map(({ shown }) => shown.state)),
      ...next,
    }
  })
}

/** A check as it is shown, without its pings, and what that is made of. */
export interface ReadCheck {
  readonly check: Check
  readonly record: CheckRecord
  readonly shown: ShownCheck
}

/** All checks of a tenant at that moment in milliseconds since 1970, oldest first. */
export async function readAllChecks(
  own: TenantDb,
  id: TenantId,
  nowMs: number,
): Promise<ReadCheck[]> {
  const records = new Map((await listCheckStates(own, id, -1)).map((row) => [row.id, row.record]))
  return (await listChecks(own, id)).flatMap((check) => {
    const record = records.get(check.id) ?? emptyCheckRecord
    return showReadable({ check, record, pings: [], nowMs }).map((shown) => ({
      check,
      record,
      shown,
    }))
  })
}

/** With all pings that are kept. Throws `check-not-found`. */
export function readCheck(
  { db, databaseClock }: ReadDeps,
  { id: tenantId }: Tenant,
  id: string,
): Promise<{ readonly check: Check; readonly shown: ShownCheck }> {
  const wanted = toCheckId(id)
  return withTenantSnapshot(db, tenantId, async (own) => {
    const check = await findCheck(own, tenantId, wanted)
    const record = (await findCheckRecord(own, tenantId, wanted)) ?? emptyCheckRecord
    const pings = await listCheckPings(own, tenantId, [wanted], KEPT_PINGS)
    const nowMs = await momentIn(own, tenantId, databaseClock)
    const [shown] = check
      ? showReadable({ check, record, pings: pings.get(wanted) ?? [], nowMs })
      : []
    if (!check || !shown) throw checkNotFound()
    return { check, shown }
  })
}

/** What time it is for a tenant, in milliseconds since 1970. Throws `tenant-not-found`. */
export async function momentIn(
  own: TenantDb,
  tenantId: Tenant['id'],
  clock: DatabaseClock | undefined,
): Promise<number> {
  const head = await findHead(own, tenantId)
  if (!head) throw tenantNotFound()
  return Math.floor(momentOf(head, clock) / 1_000)
}

/** One that a newer release wrote is passed over. */
function showReadable(one: CheckAtMoment): ShownCheck[] {
  try {
    return [showCheck(one)]
  } catch (error) {
    if (error instanceof ScheduleFault) return []
    throw error
  }
}

function countStates(states: readonly CheckState[]): Record<CheckState, number> {
  const counts = { new: 0, up: 0, late: 0, down: 0, paused: 0 }
  for (const state of states) counts[state]++
  return counts
}
