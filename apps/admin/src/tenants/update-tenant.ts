import type { TenantChange } from '@postern/contract'
import type { ActContext, Tenant } from '@postern/domain'
import { type Db, updateTenant as writeTenant } from '@postern/store'
import { changeTenant } from './change-tenant.ts'

/** Changes what is given; every replica knows within a second. Throws `tenant-not-found`. */
export function updateTenant(
  db: Db,
  slug: string,
  change: TenantChange,
  context: ActContext,
): Promise<Tenant> {
  return changeTenant(db, slug, context, 'tenant.update', async (own, before) => {
    const { maxKeyLife = before.maxKeyLife, ...rest } = change
    const after = { ...before, ...rest, maxKeyLife: maxKeyLife ?? undefined }
    await writeTenant(own, after)
    return after
  })
}
