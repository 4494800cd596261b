import {
  type Check,
  type CheckDraft,
  createCheck,
  deleteCheck,
  listChecks,
  updateCheck,
} from '@postern/contract'
import { allPages } from '../client/all-pages.ts'
import { type Plan, stepsOnly } from './plan.ts'
import { namedSteps } from './plan-named.ts'
import type { TenantPlanning } from './planning.ts'

const DEFAULT_NAMESPACE = 'default'

export async function planChecks(planning: TenantPlanning): Promise<Plan> {
  const { admin, entry, params, exists, prune } = planning
  if (!entry.checks) return stepsOnly([])
  const current = exists
    ? await allPages(async (querystring) => {
        const { checks, nextCursor } = await admin.call(listChecks, { params, querystring })
        return { items: checks, nextCursor }
      })
    : []
  return stepsOnly(
    namedSteps<CheckDraft, Check>({
      kind: 'check',
      slug: params.slug,
      wanted: entry.checks.map((check) => ({ namespace: DEFAULT_NAMESPACE, ...check })),
      current,
      prune,
      nameOf: ({ namespace = DEFAULT_NAMESPACE, name }) => `${namespace}/${name}`,
      create: (body) => admin.call(createCheck, { params, body }),
      change: (id, body) => admin.call(updateCheck, { params: { ...params, id }, body }),
      remove: (id) => admin.call(deleteCheck, { params: { ...params, id } }),
    }),
  )
}
