import {
  type ActContext,
  type AuditAction,
  Problem,
  type Tenant,
  type TenantState,
} from '@postern/domain'
import { type Db, updateTenant } from '@postern/store'
import { changeTenant } from './change-tenant.ts'

/** A step in a tenant's life: from which states, and what it makes of the tenant. */
export interface Move {
  readonly action: AuditAction
  readonly from: readonly TenantState[]
  readonly to: (tenant: Tenant, now: Date) => Tenant
}

export const tenantMoves = {
  suspend: {
    action: 'tenant.suspend',
    from: ['active'],
    to: (tenant) => ({ ...tenant, state: 'suspended' }),
  },
  resume: {
    action: 'tenant.resume',
    from: ['suspended'],
    to: (tenant) => ({ ...tenant, state: 'active' }),
  },
  delete: {
    action: 'tenant.delete',
    from: ['active', 'suspended'],
    to: (tenant, now) => ({
      ...tenant,
      state: 'deleting',
      deletingSince: now,
      stateBeforeDeletion: tenant.state,
    }),
  },
  undelete: {
    action: 'tenant.undelete',
    from: ['deleting'],
    to: (tenant) => ({
      ...tenant,
      state: tenant.stateBeforeDeletion ?? 'active',
      deletingSince: undefined,
      stateBeforeDeletion: undefined,
    }),
  },
} as const satisfies Record<string, Move>

/** Takes a tenant a step further; every replica knows within a second. Throws `tenant-not-found` or `tenant-state`. */
export function moveTenant(db: Db, slug: string, move: Move, context: ActContext): Promise<Tenant> {
  return changeTenant(db, slug, context, move.action, async (own, before) => {
    if (!move.from.includes(before.state)) {
      throw new Problem(
        'tenant-state',
        `the tenant is ${before.state}; this takes one that is ${move.from.join(' or ')}`,
      )
    }
    const after = move.to(before, new Date(context.nowMs))
    await updateTenant(own, after)
    return after
  })
}
