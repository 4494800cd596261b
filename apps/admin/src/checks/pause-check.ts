import type { ActContext, AuditAct, Check, Tenant } from '@postern/domain'
import { appendAudit, findCheck, type TenantDb, updateCheck } from '@postern/store'
import { type ChangeDeps, changeChecks } from './change-checks.ts'
import { toCheckId } from './check-id.ts'
import { checkNotFound } from './check-not-found.ts'
import { showSettings } from './show-check.ts'

/** One that is paused already stays as it is. Throws `check-not-found`. */
export function pauseCheck(
  deps: ChangeDeps,
  tenant: Tenant,
  id: string,
  context: ActContext,
): Promise<Check> {
  return changeChecks(deps, tenant, async (own, now) => {
    const before = await requireCheck(own, tenant, id)
    if (before.pausedAt) return before
    const after = { ...before, pausedAt: now, updatedAt: new Date(context.nowMs) }
    return save(own, tenant, { before, after, action: 'check.pause' }, context)
  })
}

/** What happened before or meanwhile counts no more. One that is not paused stays as it is. Throws `check-not-found`. */
export function resumeCheck(
  deps: ChangeDeps,
  tenant: Tenant,
  id: string,
  context: ActContext,
): Promise<Check> {
  return changeChecks(deps, tenant, async (own, now) => {
    const before = await requireCheck(own, tenant, id)
    if (!before.pausedAt) return before
    const updatedAt = new Date(context.nowMs)
    const after = { ...before, pausedAt: undefined, armedAt: now, updatedAt }
    return save(own, tenant, { before, after, action: 'check.resume' }, context)
  })
}

async function requireCheck(own: TenantDb, tenant: Tenant, id: string): Promise<Check> {
  const check = await findCheck(own, tenant.id, toCheckId(id))
  if (!check) throw checkNotFound()
  return check
}

interface Moved extends Pick<AuditAct, 'action'> {
  readonly before: Check
  readonly after: Check
}

async function save(
  own: TenantDb,
  tenant: Tenant,
  { before, after, action }: Moved,
  context: ActContext,
): Promise<Check> {
  await updateCheck(own, tenant.id, after)
  await appendAudit(own, tenant.id, context, {
    action,
    target: { kind: 'check', id: after.id },
    before: showSettings(before),
    after: showSettings(after),
  })
  return after
}
