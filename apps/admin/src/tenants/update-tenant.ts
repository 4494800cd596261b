import type { TenantChange } from '@postern/contract'
import type { ActContext, Tenant } from '@postern/domain'
import { type Db, updateTenantSettings } from '@postern/store'
import { changeTenant } from './change-tenant.ts'

/** Changes what is given; every replica knows within a second. Throws `tenant-not-found`. */
export function updateTenant(
  db: Db,
  slug: string,
  change: TenantChange,
  context: ActContext,
): Promise<Tenant> {
  return changeTenant(db, slug, context, 'tenant.update', async (own, before) => {
    const after = { ...before, ...change }
    await updateTenantSettings(own, after)
    return after
  })
}
