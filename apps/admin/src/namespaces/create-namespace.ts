import type { NamespaceDraft } from '@postern/contract'
import { type ActContext, defaultOptions, Problem, type Tenant } from '@postern/domain'
import {
  appendAudit,
  type Db,
  insertNamespace,
  lockHead,
  type Namespace,
  raiseSettingsVersion,
  withTenant,
} from '@postern/store'
import { tenantNotFound } from '../tenants/get-tenant.ts'
import { showNamespace } from './show-namespace.ts'

/** Makes a namespace. Throws `namespace-exists`. */
export async function createNamespace(
  db: Db,
  tenant: Tenant,
  draft: NamespaceDraft,
  context: ActContext,
): Promise<Namespace> {
  const namespace = { ...defaultOptions, ...draft, createdAt: new Date(context.nowMs) }
  await withTenant(db, tenant.id, async (own) => {
    if (!(await lockHead(own, tenant.id))) throw tenantNotFound()
    if (!(await insertNamespace(own, tenant.id, namespace))) {
      throw new Problem('namespace-exists', `the tenant has a namespace "${draft.name}" already`)
    }
    await raiseSettingsVersion(own, tenant.id)
    await appendAudit(own, tenant.id, context, {
      action: 'namespace.create',
      target: { kind: 'namespace', id: namespace.name },
      after: showNamespace(namespace),
    })
  })
  return namespace
}
