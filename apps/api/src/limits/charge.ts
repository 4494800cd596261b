/** What pushes take from the rates that are set; where none is, nothing happens. */
import { countFamilySeries, type TenantId } from '@postern/domain'
import type { MetricFamily } from '@postern/exposition'
import type { FastifyReply } from 'fastify'
import type { Principal } from '../auth/principal.ts'
import type { GrantLimits } from './grant-limits.ts'
import { rateHeaders } from './rate-headers.ts'
import type { Charge, RateLimiter } from './rate-limiter.ts'
import { pushRates, type Rate, sampleRates } from './rates.ts'

/** One or more pushes that are about to be read, by where they go. Throws `rate-limited`. */
export function chargePushes(
  limiter: RateLimiter,
  { tenant, credential, limits }: Principal,
  namespaces: readonly string[],
  reply: FastifyReply,
): Promise<void> {
  const charges = namespaces.flatMap((namespace) =>
    each(pushRates(limits, namespace, credential.id), 1),
  )
  return take(limiter, tenant.id, charges, reply)
}

export interface PushedSamples {
  readonly namespace: string
  readonly families: readonly MetricFamily[]
}

/** One or more pushes that were read and are about to be stored. Throws `rate-limited`. */
export function chargeSamples(
  limiter: RateLimiter,
  { tenant, limits }: { readonly tenant: { readonly id: TenantId }; readonly limits: GrantLimits },
  pushes: readonly PushedSamples[],
  reply: FastifyReply,
): Promise<void> {
  const charges = pushes.flatMap(({ namespace, families }) => {
    const rates = sampleRates(limits, namespace)
    return rates.length === 0 ? [] : each(rates, countSamples(families))
  })
  return take(limiter, tenant.id, charges, reply)
}

function countSamples(families: readonly MetricFamily[]): number {
  return families.reduce((sum, family) => sum + countFamilySeries(family), 0)
}

function each(rates: readonly Rate[], units: number): Charge[] {
  return rates.map((rate) => ({ rate, units }))
}

async function take(
  limiter: RateLimiter,
  tenantId: TenantId,
  charges: readonly Charge[],
  reply: FastifyReply,
): Promise<void> {
  if (charges.length === 0) return
  const headers = rateHeaders(await limiter.take(tenantId, summed(charges)))
  for (const [name, value] of Object.entries(headers)) {
    const before = reply.getHeader(name)
    reply.header(name, typeof before === 'string' ? `${before}, ${value}` : value)
  }
}

/** One charge for each rate. */
function summed(charges: readonly Charge[]): Charge[] {
  const byRate = Map.groupBy(charges, ({ rate }) => rate.id)
  return [...byRate.values()].flatMap(([first, ...others]) =>
    first
      ? [{ rate: first.rate, units: others.reduce((sum, { units }) => sum + units, first.units) }]
      : [],
  )
}
