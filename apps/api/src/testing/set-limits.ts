import type { LimitSettings, Tenant } from '@postern/domain'
import { saveNamespaceLimits, saveTenantLimits, withTenant } from '@postern/store'
import type { TestDatabase } from '@postern/testkit'

/** Sets limits as the admin app does: for the tenant, or for one of its namespaces. */
export function setLimits(
  { admin }: TestDatabase,
  { id }: Tenant,
  settings: LimitSettings,
  namespace?: string,
): Promise<void> {
  return withTenant(admin, id, (db) =>
    namespace === undefined
      ? saveTenantLimits(db, id, settings, new Date())
      : saveNamespaceLimits(db, id, namespace, settings, new Date()),
  )
}
