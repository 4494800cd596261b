import type { TenantChange } from '@postern/contract'
import type { Tenant } from '@postern/domain'
import { type Db, updateTenantSettings } from '@postern/store'
import { getTenant } from './get-tenant.ts'

/** Changes what is given; every replica knows within a second. Throws `tenant-not-found`. */
export async function updateTenant(db: Db, slug: string, change: TenantChange): Promise<Tenant> {
  const before = await getTenant(db, slug)
  const after = { ...before, ...change }
  await updateTenantSettings(db, after)
  return after
}
