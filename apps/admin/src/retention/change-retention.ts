import {
  type ActContext,
  type AuditAct,
  Problem,
  type RetentionEffect,
  type RetentionPolicies,
  type SystemRetention,
  type Tenant,
} from '@postern/domain'
import {
  appendAudit,
  type DatabaseClock,
  type Db,
  findRetention,
  lockHead,
  previewRetention,
  recomputeExpiry,
  type TenantDb,
  withTenant,
  withTenantSnapshot,
} from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { tenantNotFound } from '../tenants/get-tenant.ts'
import { showEffect } from './show-retention.ts'

export interface RetentionDeps {
  readonly db: Db
  readonly clock: () => number
  /** What holds for groups of which nobody says otherwise. */
  readonly retention: SystemRetention
  readonly databaseClock?: DatabaseClock | undefined
}

/** A change that is asked for. */
export interface RetentionChange {
  /** What would hold then. Throws when it cannot be. */
  readonly apply: (own: TenantDb, before: RetentionPolicies) => Promise<RetentionPolicies>
  readonly save: (own: TenantDb, after: RetentionPolicies) => Promise<void>
  readonly act: (before: RetentionPolicies, after: RetentionPolicies) => AuditAct
  readonly confirm?: boolean
  readonly dryRun?: boolean
}

export interface RetentionChanged {
  readonly policies: RetentionPolicies
  readonly effect: RetentionEffect
  readonly isComplete: boolean
}

/**
 * Makes the change, and computes anew when groups end. Throws `confirmation-required` when that takes groups away at once
 * and nobody said that it may.
 */
export async function changeRetention(
  deps: RetentionDeps,
  tenant: Tenant,
  change: RetentionChange,
  context: ActContext,
): Promise<RetentionChanged> {
  const { db, retention: system, databaseClock } = deps
  const { policies, effect } = await withTenantSnapshot(db, tenant.id, async (own) => {
    const after = await change.apply(own, await findRetention(own, tenant.id, system))
    const told = await previewRetention(own, tenant.id, after, databaseClock)
    return { policies: after, effect: told }
  })
  if (change.dryRun) return { policies, effect, isComplete: true }
  if (effect.groupsThatExpire > 0 && !change.confirm) throw confirmationRequired(effect)
  await withTenant(db, tenant.id, async (own) => {
    if (!(await lockHead(own, tenant.id))) throw tenantNotFound()
    const before = await findRetention(own, tenant.id, system)
    const after = await change.apply(own, before)
    const act = change.act(before, after)
    refuseChanged(context, act.before ?? {})
    await change.save(own, after)
    await appendAudit(own, tenant.id, context, act)
  })
  return { policies, effect, isComplete: await recompute(deps, tenant) }
}

// What is not done by then is done by the sweep of the data plane: nobody waits for an answer longer than this.
const PATIENCE_MS = 20_000

async function recompute(
  { db, retention: system, databaseClock }: RetentionDeps,
  { id }: Tenant,
): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS
  for await (const _ of recomputeExpiry(db, id, { system, clock: databaseClock })) {
    if (performance.now() > end) return false
  }
  return true
}

function confirmationRequired(effect: RetentionEffect): Problem {
  const { groupsThatExpire, groups } = effect
  return new Problem(
    'confirmation-required',
    `${groupsThatExpire} of ${groups} groups would be gone at once; repeat it with "confirm": true to go on`,
    { members: { effect: showEffect(effect) } },
  )
}
