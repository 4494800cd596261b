import type { ActContext, AuditAction, Tenant } from '@postern/domain'
import { appendAudit, type Db, lockTenant, type TenantDb, withTenant } from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { getTenant, tenantNotFound } from './get-tenant.ts'
import { showTenant } from './show-tenant.ts'

/** Changes a tenant that nobody else changes meanwhile, and says so in its audit. Throws `tenant-not-found`. */
export async function changeTenant(
  db: Db,
  slug: string,
  context: ActContext,
  action: AuditAction,
  change: (own: TenantDb, before: Tenant) => Promise<Tenant>,
): Promise<Tenant> {
  const { id } = await getTenant(db, slug)
  return withTenant(db, id, async (own) => {
    const before = await lockTenant(own, id)
    if (!before) throw tenantNotFound()
    refuseChanged(context, showTenant(before))
    const after = await change(own, before)
    await appendAudit(own, id, context, {
      action,
      target: { kind: 'tenant', id: slug },
      before: showTenant(before),
      after: showTenant(after),
    })
    return after
  })
}
