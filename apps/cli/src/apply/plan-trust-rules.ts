import {
  createTrustRule,
  deleteTrustRule,
  listTrustRules,
  updateTrustRule,
} from '@postern/contract'
import { type Plan, stepsOnly } from './plan.ts'
import { namedSteps } from './plan-named.ts'
import type { TenantPlanning } from './planning.ts'

export async function planTrustRules(planning: TenantPlanning): Promise<Plan> {
  const { admin, entry, params, exists, prune } = planning
  if (!entry.trustRules) return stepsOnly([])
  const { trustRules } = exists ? await admin.call(listTrustRules, { params }) : { trustRules: [] }
  return stepsOnly(
    namedSteps({
      kind: 'trust rule',
      slug: params.slug,
      wanted: entry.trustRules,
      current: trustRules,
      prune,
      nameOf: ({ name }) => name,
      create: (body) => admin.call(createTrustRule, { params, body }),
      change: (id, body) => admin.call(updateTrustRule, { params: { ...params, id }, body }),
      remove: (id) => admin.call(deleteTrustRule, { params: { ...params, id } }),
    }),
  )
}
