import type { NamespaceChange } from '@postern/contract'
import { type ActContext, Problem, type Tenant } from '@postern/domain'
import {
  appendAudit,
  type Db,
  listNamespaces,
  lockHead,
  type Namespace,
  raiseSettingsVersion,
  setNamespaceOptions,
  withTenant,
} from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { tenantNotFound } from '../tenants/get-tenant.ts'
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
    const before = (await listNamespaces(own, tenant.id)).find((each) => each.name === name)
    if (!before) throw new Problem('namespace-not-found', 'there is no namespace of this name')
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
