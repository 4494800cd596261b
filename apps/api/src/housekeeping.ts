import type { TenantId } from '@postern/domain'
import { type Db, deleteFailedGroups, purgeTombstones, withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import type { AuthFailures } from './auth/auth-failures.ts'
import type { CredentialUses } from './auth/credential-uses.ts'
import type { Lanes } from './lane/lanes.ts'

export interface HousekeepingDeps {
  readonly db: Db
  readonly lanes: Lanes
  readonly uses: CredentialUses
  readonly clock: () => number
}

const MINUTE_MS = 60_000

// Every replica that serves a tenant looks at its head at each scrape, so an hour is ample; one that comes later reads
// everything anew.
const TOMBSTONE_LIFE_MS = 60 * MINUTE_MS

// Long enough for an alert on push_failure_time_seconds to fire and be seen.
const FAILED_GROUP_LIFE_MS = 60 * MINUTE_MS

/** What a replica does once a minute beside its requests. A round that fails is tried again with the next. */
export function keepHouse(
  app: FastifyInstance,
  deps: HousekeepingDeps & { readonly failures: AuthFailures },
): void {
  const timer = setInterval(() => {
    houseRound(deps).catch((error: unknown) => app.log.warn({ err: error }, 'housekeeping failed'))
  }, MINUTE_MS)
  timer.unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await Promise.all([deps.uses.flush(), deps.failures.flush()]).catch((error: unknown) => {
      app.log.warn({ err: error }, 'last uses and refusals were not written')
    })
  })
}

/** One round: memory, last uses, and the tenants that this replica serves. */
export async function houseRound(deps: HousekeepingDeps): Promise<void> {
  deps.lanes.trim()
  await deps.uses.flush()
  for (const tenantId of deps.lanes.tenants()) await tidyTenant(deps, tenantId)
}

async function tidyTenant({ db, clock }: HousekeepingDeps, tenantId: TenantId): Promise<void> {
  const now = clock()
  const failedBefore = new Date(now - FAILED_GROUP_LIFE_MS)
  const deletedBefore = new Date(now - TOMBSTONE_LIFE_MS)
  await withTenant(db, tenantId, (trx) =>
    deleteFailedGroups(trx, tenantId, failedBefore, new Date(now)),
  )
  await withTenant(db, tenantId, (trx) => purgeTombstones(trx, tenantId, deletedBefore))
}
