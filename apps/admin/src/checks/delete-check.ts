import type { ActContext, Tenant } from '@postern/domain'
import { appendAudit, findCheck, deleteCheck as removeCheck } from '@postern/store'
import { type ChangeDeps, changeChecks } from './change-checks.ts'
import { toCheckId } from './check-id.ts'
import { checkNotFound } from './check-not-found.ts'
import { showSettings } from './show-check.ts'

/** Throws `check-not-found`. */
export function deleteCheck(
  deps: ChangeDeps,
  tenant: Tenant,
  id: string,
  context: ActContext,
): Promise<void> {
  return changeChecks(deps, tenant, async (own) => {
    const check = await findCheck(own, tenant.id, toCheckId(id))
    if (!check) throw checkNotFound()
    await removeCheck(own, tenant.id, check.id)
    await appendAudit(own, tenant.id, context, {
      action: 'check.delete',
      target: { kind: 'check', id: check.id },
      before: showSettings(check),
    })
  })
}
