import type * as contract from '@postern/contract'
import type { TenantTotals } from '@postern/store'

export function showTotals(totals: TenantTotals): contract.TenantTotals {
  const { tenant, groups, series, pushRate, refusalRate, pushedAt } = totals
  return {
    slug: tenant.slug,
    name: tenant.name,
    state: tenant.state,
    groups,
    series,
    pushesPerSecond: perSecond(pushRate),
    refusalsPerSecond: perSecond(refusalRate),
    lastPushAt: pushedAt?.toISOString() ?? null,
  }
}

/** To the thousandth: what comes once in a quarter of an hour is still seen. */
export function perSecond(rate: number): number {
  return Math.round(rate * 1_000) / 1_000
}
