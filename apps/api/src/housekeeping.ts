import type { TenantId } from '@postern/domain'
import {
  type DatabaseClock,
  type Db,
  purgeTombstones,
  sweepGroups,
  withTenant,
} from '@postern/store'
import type { FastifyInstance } from 'fastify'
import type { AuthFailures } from './auth/auth-failures.ts'
import type { CredentialUses } from './auth/credential-uses.ts'
import { forEachTenant } from './each-tenant.ts'
import type { Lanes } from './lane/lanes.ts'

export interface HousekeepingDeps {
  readonly db: Db
  readonly lanes: Lanes
  readonly uses: CredentialUses
  readonly databaseClock?: DatabaseClock | undefined
}

const MINUTE_MS = 60_000

// Every replica that serves a tenant looks at its head at each scrape, so an hour is ample; one that comes later reads
// everything anew.
const TOMBSTONE_LIFE_MS = 60 * MINUTE_MS

// Some milliseconds' worth: pushes wait for the head as long as one chunk takes, and come in between any two.
const GROUPS_PER_CHUNK = 200

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
  const tenants = deps.lanes.tenants().map((tenantId) => [tenantId, deps] as const)
  await forEachTenant(tenants, (tenantId) => tidyTenant(deps, tenantId))
}

async function tidyTenant(
  { db, databaseClock }: HousekeepingDeps,
  tenantId: TenantId,
): Promise<void> {
  const sweepSome = () =>
    withTenant(db, tenantId, (own) => sweepGroups(own, tenantId, GROUPS_PER_CHUNK, databaseClock))
  while ((await sweepSome()) === GROUPS_PER_CHUNK);
  await withTenant(db, tenantId, (own) =>
    purgeTombstones(own, tenantId, TOMBSTONE_LIFE_MS, databaseClock),
  )
}
