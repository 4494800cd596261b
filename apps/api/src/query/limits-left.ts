import { NO_LIMIT } from '@postern/domain'
import type { Principal } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import type { RateLimiter } from '../limits/rate-limiter.ts'
import { pushRates, sampleRates, scrapeRates } from '../limits/rates.ts'

export interface LimitsLeftDeps {
  readonly lanes: Lanes
  readonly rates: RateLimiter
}

/** By the name of a limit, its value and what of it is left now. */
export type LimitsLeft = Record<string, { readonly limit: number; readonly left: number }>

// No namespace is called that: what holds for the tenant as a whole.
const WHOLE = ''

/** What the tenant may still hold, and how much of each rate the credential finds; what has no limit is left out. */
export async function limitsLeft(
  { credential, limits, tenant }: Principal,
  { lanes, rates }: LimitsLeftDeps,
): Promise<LimitsLeft> {
  const held = await lanes.read(tenant, (view) => view.held)
  const states = await rates.look(tenant.id, [
    ...pushRates(limits, WHOLE, credential.id),
    ...sampleRates(limits, WHOLE),
    ...scrapeRates(limits, undefined, credential.id),
  ])
  const { maxGroupsPerTenant, maxSeriesPerTenant } = limits.tenant
  return Object.fromEntries([
    ...states.map(({ rate, remaining }) => [
      rate.limit,
      { limit: rate.perSecond, left: remaining },
    ]),
    ...leftOf('maxGroupsPerTenant', maxGroupsPerTenant, held.groups),
    ...leftOf('maxSeriesPerTenant', maxSeriesPerTenant, held.series),
  ])
}

function leftOf(name: string, limit: number, used: number) {
  return limit === NO_LIMIT ? [] : [[name, { limit, left: Math.max(0, limit - used) }]]
}
