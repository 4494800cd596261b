import {
  getNamespaceRetention,
  getTenantRetention,
  type RetentionEffect,
  setNamespaceRetention,
  setTenantRetention,
} from '@postern/contract'
import { allDifferences } from './differences.ts'
import { type Plan, type Step, stepsOnly } from './plan.ts'
import type { TenantPlanning } from './planning.ts'

/** Where the file says anything of retention, it says all. */
export async function planRetention(planning: TenantPlanning): Promise<Plan> {
  const own = await tenantStep(planning)
  const steps = own ? [own] : []
  for (const { name, retention } of planning.entry.namespaces ?? []) {
    const step = retention && (await namespaceStep(planning, name, retention))
    if (step) steps.push(step)
  }
  return stepsOnly(steps)
}

async function tenantStep({ admin, entry, params, exists }: TenantPlanning) {
  const { retention } = entry
  if (!retention) return undefined
  const set = (how: { confirm?: boolean; dryRun?: boolean }) =>
    admin.call(setTenantRetention, { params, body: { retention, ...how } })
  const current = exists
    ? (await admin.call(getTenantRetention, { params })).retention.settings
    : {}
  return retentionStep({ what: params.slug, wanted: retention, current, exists, set })
}

type NamespaceSettings = Parameters<typeof namespaceStep>[2]

async function namespaceStep(
  { admin, params, namespaces }: TenantPlanning,
  name: string,
  retention: NonNullable<NonNullable<TenantPlanning['entry']['namespaces']>[number]['retention']>,
) {
  const place = { ...params, name }
  const exists = namespaces.has(name)
  const set = (how: { confirm?: boolean; dryRun?: boolean }) =>
    admin.call(setNamespaceRetention, { params: place, body: { retention, ...how } })
  const current: NamespaceSettings = exists
    ? (await admin.call(getNamespaceRetention, { params: place })).retention.settings
    : {}
  const what = `${params.slug}/${name}`
  return retentionStep({ what, wanted: retention, current, exists, set })
}

interface RetentionChange {
  readonly what: string
  readonly wanted: object
  readonly current: object
  readonly exists: boolean
  readonly set: (how: {
    confirm?: boolean
    dryRun?: boolean
  }) => Promise<{ readonly effect: RetentionEffect }>
}

async function retentionStep(change: RetentionChange): Promise<Step | undefined> {
  const { what, wanted, current, exists, set } = change
  const changes = allDifferences(wanted, current)
  if (changes.length === 0) return undefined
  // Whoever says yes to the plan says yes to what it says here.
  const gone = exists ? (await set({ dryRun: true })).effect.groupsThatExpire : 0
  return {
    kind: 'change',
    what: `retention of ${what}`,
    differences: changes,
    note: gone > 0 ? `${gone} groups are gone at once` : undefined,
    act: () => set({ confirm: true }),
  }
}
