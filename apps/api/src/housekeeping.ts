import { type Db, purgeTombstones, withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import type { CredentialUses } from './auth/credential-uses.ts'
import type { Lanes } from './lane/lanes.ts'

export interface HousekeepingDeps {
  readonly db: Db
  readonly lanes: Lanes
  readonly uses: CredentialUses
  readonly clock: () => number
}

const INTERVAL_MS = 60_000

// Every replica that serves a tenant looks at its head at each scrape, so an hour is ample; one that comes later reads
// everything anew.
const TOMBSTONE_LIFE_MS = 60 * 60_000

/** What a replica does once a minute beside its requests. A round that fails is tried again with the next. */
export function keepHouse(app: FastifyInstance, deps: HousekeepingDeps): void {
  const round = async () => {
    deps.lanes.trim()
    await deps.uses.flush()
    const deletedBefore = new Date(deps.clock() - TOMBSTONE_LIFE_MS)
    for (const tenantId of deps.lanes.tenants()) {
      await withTenant(deps.db, tenantId, (trx) => purgeTombstones(trx, tenantId, deletedBefore))
    }
  }
  const timer = setInterval(() => {
    round().catch((error: unknown) => app.log.warn({ err: error }, 'housekeeping failed'))
  }, INTERVAL_MS)
  timer.unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await deps.uses.flush().catch((error: unknown) => {
      app.log.warn({ err: error }, 'last uses were not written')
    })
  })
}
