import type { FastifyInstance } from 'fastify'
import type { AuthFailures } from './auth/auth-failures.ts'
import type { CredentialUses } from './auth/credential-uses.ts'
import type { Lanes } from './lane/lanes.ts'

export interface HousekeepingDeps {
  readonly lanes: Lanes
  readonly uses: CredentialUses
}

const MINUTE_MS = 60_000

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

async function houseRound({ lanes, uses }: HousekeepingDeps): Promise<void> {
  lanes.trim()
  await uses.flush()
}
