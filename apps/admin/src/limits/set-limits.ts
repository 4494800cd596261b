import type { ActContext, LimitSettings, Tenant } from '@postern/domain'
import {
  appendAudit,
  type Db,
  lockTenant,
  saveNamespaceLimits,
  saveTenantLimits,
  withTenant,
} from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { tenantNotFound } from '../tenants/get-tenant.ts'
import { readLayers } from './read-layers.ts'
import { type Layers, ownLayer } from './show-limits.ts'

/**
 * Puts these in the place of all that was set for the tenant, or for the namespace. Nothing that is held is deleted,
 * whatever the limits are now. Throws `namespace-not-found`.
 */
export function setLimits(
  db: Db,
  { id, slug }: Tenant,
  namespace: string | undefined,
  settings: LimitSettings,
  context: ActContext,
): Promise<Layers> {
  return withTenant(db, id, async (own) => {
    if (!(await lockTenant(own, id))) throw tenantNotFound()
    const before = await readLayers(own, id, namespace)
    refuseChanged(context, ownLayer(before))
    const now = new Date(context.nowMs)
    if (namespace === undefined) await saveTenantLimits(own, id, settings, now)
    else await saveNamespaceLimits(own, id, namespace, settings, now)
    await appendAudit(own, id, context, {
      action: 'limits.update',
      target: { kind: 'limits', id: namespace === undefined ? slug : `${slug}/${namespace}` },
      before: namespace === undefined ? before.tenant : before.namespace,
      after: settings,
    })
    return namespace === undefined
      ? { tenant: settings, namespace: undefined }
      : { tenant: before.tenant, namespace: settings }
  })
}
