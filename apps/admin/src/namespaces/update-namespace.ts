import type { NamespaceChange } from '@postern/contract'
import type { ActContext, Tenant } from '@postern/domain'
import {
  appendAudit,
  type Db,
  lockHead,
  type Namespace,
  raiseSettingsVersion,
  setNamespaceOptions,
  withTenant,
} from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { tenantNotFound } from '../tenants/get-tenant.ts'
import { requireNamespace } from './require-namespace.ts'
import { showNamespace } from './show-namespace.ts'

/** Changes what holds in a namespace, on every replica from its next push and scrape on. Throws `namespace-not-found`. */
export function updateNamespace(
  db: Db,
  tenant: Tenant,
  name: string,
  change: NamespaceChange,
  context: ActContext,
): Promise<Namespace> {
  return withTenant(db, tenant.id, async (own) => {
    if (!(await lockHead(own, tenant.id))) throw tenantNotFound()
    const before = await requireNamespace(own, tenant.id, name)
    refuseChanged(context, showNamespace(before))
    const after = { ...before, ...change }
    await setNamespaceOptions(own, tenant.id, name, after)
    await raiseSettingsVersion(own, tenant.id)
    await appendAudit(own, tenant.id, context, {
      action: 'namespace.update',
      target: { kind: 'namespace', id: name },
      before: showNamespace(before),
      after: showNamespace(after),
    })
    return after
  })
}
