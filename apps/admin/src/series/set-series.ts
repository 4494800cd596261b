import type { ActContext, Tenant } from '@postern/domain'
import {
  appendAudit,
  type Db,
  findTenantSeries,
  lockHead,
  raiseSettingsVersion,
  saveTenantSeries,
  type TenantSeries,
  withTenant,
} from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { tenantNotFound } from '../tenants/get-tenant.ts'

/** Puts the choice in the place of the one before; every replica goes by it with its next scrape. */
export function setSeries(
  db: Db,
  { id, slug }: Tenant,
  series: TenantSeries,
  context: ActContext,
): Promise<TenantSeries> {
  return withTenant(db, id, async (own) => {
    if (!(await lockHead(own, id))) throw tenantNotFound()
    const before = await findTenantSeries(own, id)
    refuseChanged(context, before)
    await saveTenantSeries(own, id, series)
    await raiseSettingsVersion(own, id)
    await appendAudit(own, id, context, {
      action: 'series.update',
      target: { kind: 'tenant', id: slug },
      before,
      after: series,
    })
    return series
  })
}
