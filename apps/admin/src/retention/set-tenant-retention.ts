import type * as contract from '@postern/contract'
import { type ActContext, Problem, type Tenant } from '@postern/domain'
import { saveTenantRetention } from '@postern/store'
import type { Caller } from '../access/caller.ts'
import { changeRetention, type RetentionDeps } from './change-retention.ts'
import { readTenantSettings, showTenantSettings } from './read-settings.ts'
import { showEffect, showTenantRetention } from './show-retention.ts'

/**
 * Puts this in the place of all that was said of the tenant as a whole. Throws `role-insufficient` when a tenant's own
 * people move its maximum, and `confirmation-required`.
 */
export async function setTenantRetention(
  deps: RetentionDeps,
  tenant: Tenant,
  draft: contract.TenantRetentionDraft,
  caller: Pick<Caller, 'role' | 'tenant'> | undefined,
  context: ActContext,
): Promise<contract.Reply<typeof contract.setTenantRetention>> {
  const wanted = readTenantSettings(draft.retention, deps.retention)
  const { policies, effect, isComplete } = await changeRetention(
    deps,
    tenant,
    {
      ...draft,
      apply: async (_, before) => {
        if (wanted.maximumMs !== before.tenant.maximumMs) requireSystemAdmin(caller)
        return { ...before, tenant: wanted }
      },
      save: (own) => saveTenantRetention(own, tenant.id, wanted),
      act: (before, after) => ({
        action: 'retention.update',
        target: { kind: 'retention', id: tenant.slug },
        before: showTenantSettings(before.tenant),
        after: showTenantSettings(after.tenant),
      }),
    },
    context,
  )
  return {
    retention: showTenantRetention(policies),
    effect: showEffect(effect),
    dryRun: draft.dryRun ?? false,
    isComplete,
  }
}

/** The maximum is what those who run the system allow a tenant. */
function requireSystemAdmin(caller: Pick<Caller, 'role' | 'tenant'> | undefined): void {
  if (caller?.role === 'system-admin' && !caller.tenant) return
  throw new Problem('role-insufficient', 'the maximum of a tenant takes the role system-admin', {
    members: { role: 'system-admin' },
  })
}
