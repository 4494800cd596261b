import { setNamespaceLimits, setTenantLimits } from '@postern/contract'
import type { LimitSettings } from '@postern/domain'
import { ownNamespaceLimits, ownTenantLimits } from '../client/own-limits.ts'
import { allDifferences } from './differences.ts'
import { type Plan, type Step, stepsOnly } from './plan.ts'
import type { TenantPlanning } from './planning.ts'

/** Where the file says anything of limits, it says all. */
export async function planLimits(planning: TenantPlanning): Promise<Plan> {
  const { admin, entry, params, exists } = planning
  const steps: (Step | undefined)[] = []
  if (entry.limits) {
    const { limits } = entry
    const current = exists ? await ownTenantLimits(admin, params) : {}
    steps.push(
      limitStep(`limits of ${params.slug}`, limits, current, () =>
        admin.call(setTenantLimits, { params, body: { limits } }),
      ),
    )
  }
  for (const { name, limits } of entry.namespaces ?? []) {
    if (!limits) continue
    const place = { ...params, name }
    const current = planning.namespaces.has(name) ? await ownNamespaceLimits(admin, place) : {}
    steps.push(
      limitStep(`limits of ${params.slug}/${name}`, limits, current, () =>
        admin.call(setNamespaceLimits, { params: place, body: { limits } }),
      ),
    )
  }
  return stepsOnly(steps.filter((step) => step !== undefined))
}

function limitStep(
  what: string,
  wanted: LimitSettings,
  current: object,
  act: Step['act'],
): Step | undefined {
  const changes = allDifferences(wanted, current)
  return changes.length === 0 ? undefined : { kind: 'change', what, differences: changes, act }
}
