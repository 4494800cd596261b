import type * as contract from '@postern/contract'
import { effectiveLimits, type Limits, type Tenant } from '@postern/domain'
import { type Db, findLimits, listUsage, type UsageHour, withTenant } from '@postern/store'
import { showValue } from './show-limits.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** The hours of so many days, and how much of the limits was used when the tenant was last seen in them. */
export async function showUsage(
  { db, limits: system }: { readonly db: Db; readonly limits: Limits },
  { id }: Tenant,
  days: number,
  nowMs: number,
): Promise<contract.Reply<typeof contract.getTenantUsage>> {
  const { limits, hours } = await withTenant(db, id, async (own) => ({
    limits: effectiveLimits((await findLimits(own, id)).tenant, {}, system),
    hours: await listUsage(own, id, new Date(nowMs - days * DAY_MS)),
  }))
  const last = hours.at(-1)
  return {
    limits: last ? used(last, limits) : {},
    hours: hours.map(({ hour, ...rest }) => ({ hour: hour.toISOString(), ...rest })),
  }
}

function used({ groups, series }: UsageHour, limits: Limits) {
  return {
    maxGroupsPerTenant: { used: groups, limit: showValue(limits.maxGroupsPerTenant) },
    maxSeriesPerTenant: { used: series, limit: showValue(limits.maxSeriesPerTenant) },
  }
}
