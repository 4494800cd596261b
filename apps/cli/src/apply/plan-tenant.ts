/** All that one tenant of the file needs, in the order in which one thing needs another. */
import {
  createTenant,
  getTenant,
  listNamespaces,
  type Tenant,
  updateTenant,
} from '@postern/contract'
import type { AdminClient } from '../client/admin-client.ts'
import { Failure } from '../failure.ts'
import { differences } from './differences.ts'
import type { TenantEntry } from './file-schema.ts'
import { given } from './given.ts'
import { type Conflict, joined, type Plan, type Step, stepsOnly } from './plan.ts'
import { planChecks } from './plan-checks.ts'
import { planCredentials } from './plan-credentials.ts'
import { planLimits } from './plan-limits.ts'
import { planNamespaces } from './plan-namespaces.ts'
import { planRetention } from './plan-retention.ts'
import { planTrustRules } from './plan-trust-rules.ts'
import type { PlanDeps } from './planning.ts'

export async function planTenant(entry: TenantEntry, deps: PlanDeps): Promise<Plan> {
  const params = { slug: entry.slug }
  const current = await findTenant(deps.admin, entry.slug)
  const exists = current !== undefined
  const fault = current ? conflictOf(entry, current) : undefined
  if (fault) return { steps: [], conflicts: [fault] }
  const found = exists ? await deps.admin.call(listNamespaces, { params }) : { namespaces: [] }
  const namespaces = new Map(found.namespaces.map((each) => [each.name, each]))
  const planning = { ...deps, entry, params, exists, namespaces: new Set(namespaces.keys()) }
  return joined([
    stepsOnly(tenantSteps(entry, current, deps.admin)),
    planNamespaces(planning, namespaces),
    await planLimits(planning),
    await planRetention(planning),
    await planTrustRules(planning),
    await planCredentials(planning),
    await planChecks(planning),
  ])
}

const NOT_FOUND = /\(tenant-not-found\)$/

async function findTenant(admin: AdminClient, slug: string): Promise<Tenant | undefined> {
  try {
    const { tenant } = await admin.call(getTenant, { params: { slug } })
    return tenant
  } catch (error) {
    if (error instanceof Failure && NOT_FOUND.test(error.message)) return undefined
    throw error
  }
}

function conflictOf(entry: TenantEntry, current: Tenant): Conflict | undefined {
  const what = `tenant ${entry.slug}`
  if (current.state === 'deleting' || current.state === 'deleted') {
    return { what, why: `it is ${current.state}` }
  }
  const { namespaceLabel } = entry
  if (namespaceLabel === undefined || namespaceLabel === current.namespaceLabel) return undefined
  return { what, why: `its namespaceLabel is ${current.namespaceLabel}, and cannot change` }
}

function tenantSteps(entry: TenantEntry, current: Tenant | undefined, admin: AdminClient): Step[] {
  const { slug, namespaceLabel, name, utf8Names, maxKeyLife, keysMayNeverExpire } = entry
  const changeable = given({ name, utf8Names, maxKeyLife, keysMayNeverExpire })
  const changes = differences(changeable, current)
  const what = `tenant ${slug}`
  if (current) {
    if (changes.length === 0) return []
    const body = Object.fromEntries(changes.map(({ member, after }) => [member, after]))
    const act = () => admin.call(updateTenant, { params: { slug }, body })
    return [{ kind: 'change', what, differences: changes, act }]
  }
  const body = { name: slug, ...changeable, slug, ...given({ namespaceLabel }) }
  const act = () => admin.call(createTenant, { body })
  return [{ kind: 'create', what, differences: differences(body, undefined), act }]
}
