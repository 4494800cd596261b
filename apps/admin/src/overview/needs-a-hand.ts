/**
 * What somebody should look after soon, over all tenants: keys that end and checks that are down. The totals say of which
 * tenants there may be some; those are then looked at one by one, and their totals corrected where they were wrong.
 */
import type * as contract from '@postern/contract'
import type { TenantId } from '@postern/domain'
import {
  correctTotals,
  type DatabaseClock,
  type Db,
  findNextKeyEnd,
  listDueTenants,
  listEndingKeys,
  withTenant,
} from '@postern/store'
import { momentIn, type ReadCheck, readAllChecks } from '../checks/read-checks.ts'

type Overview = contract.Reply<typeof contract.getOverview>

export interface HandDeps {
  readonly db: Db
  readonly clock: () => number
  readonly databaseClock?: DatabaseClock | undefined
}

// What fits a page that is looked at as a whole.
const SHOWN = 20

const DAY_MS = 86_400_000

// Time enough to hand a new key to whoever uses the old one.
const KEY_WARNING_MS = 30 * DAY_MS

/** Keys of all tenants that end soon, those first that end first. */
export async function findExpiringKeys({ db, clock }: HandDeps): Promise<Overview['expiringKeys']> {
  const now = new Date(clock())
  const by = new Date(now.getTime() + KEY_WARNING_MS)
  const tenants = await listDueTenants(db, 'next_key_end', by, SHOWN + 1)
  const keys: Overview['expiringKeys']['keys'] = []
  for (const { id, slug, due } of tenants.slice(0, SHOWN)) {
    const found = await withTenant(db, id, async (own) => {
      const next = await findNextKeyEnd(own, id, now)
      if (next?.getTime() !== due.getTime()) {
        await correctTotals(own, id, { next_key_end: next ?? null })
      }
      return listEndingKeys(own, id, { now, by }, SHOWN + 1)
    })
    for (const { id: keyId, name, expiresAt } of found) {
      keys.push({ tenant: slug, id: keyId, name, expiresAt: expiresAt.toISOString() })
    }
  }
  keys.sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1))
  return {
    keys: keys.slice(0, SHOWN),
    isComplete: keys.length <= SHOWN && tenants.length <= SHOWN,
  }
}

/** Checks of all tenants that are down, those first that are for the longest. */
export async function findChecksDown(deps: HandDeps): Promise<Overview['checksDown']> {
  const { db, clock } = deps
  const tenants = await listDueTenants(db, 'next_check_down', new Date(clock()), SHOWN + 1)
  const checks: Overview['checksDown']['checks'] = []
  for (const { id, slug, due } of tenants.slice(0, SHOWN)) {
    for (const { shown } of await downOf(deps, id, due)) {
      checks.push({ tenant: slug, id: shown.id, name: shown.name, since: downSince(shown) })
    }
  }
  checks.sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1))
  return {
    checks: checks.slice(0, SHOWN),
    isComplete: checks.length <= SHOWN && tenants.length <= SHOWN,
  }
}

function downOf({ db, databaseClock }: HandDeps, id: TenantId, due: Date): Promise<ReadCheck[]> {
  return withTenant(db, id, async (own) => {
    const all = await readAllChecks(own, id, await momentIn(own, id, databaseClock))
    const [next] = all
      .map(({ shown }) => (shown.state === 'paused' ? null : downSince(shown)))
      .filter((at) => at !== null)
      .sort()
    if (next === undefined || Date.parse(next) !== due.getTime()) {
      const end = next === undefined ? null : new Date(next)
      await correctTotals(own, id, { next_check_down: end })
    }
    return all.filter(({ shown }) => shown.state === 'down')
  })
}

/** When it went down, or will if nothing happens. */
function downSince({ downAt, lastFailureAt }: contract.Check): string | null {
  return downAt ?? lastFailureAt
}
