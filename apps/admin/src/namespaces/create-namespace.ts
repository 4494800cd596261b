import type { NamespaceDraft } from '@postern/contract'
import { type ActContext, defaultOptions, Problem, type Tenant } from '@postern/domain'
import {
  appendAudit,
  type DatabaseClock,
  type Db,
  insertNamespace,
  lockHead,
  type Namespace,
  raiseSettingsVersion,
  withTenant,
} from '@postern/store'
import { tenantNotFound } from '../tenants/get-tenant.ts'
import { lookForPosing, refusePosing } from './refuse-posing.ts'
import { showNamespace } from './show-namespace.ts'

export interface NamespaceStore {
  readonly db: Db
  readonly databaseClock?: DatabaseClock | undefined
}

/** Makes a namespace. Throws `namespace-exists`, and `namespace-label-taken` where a group of `default` poses as one. */
export async function createNamespace(
  { db, databaseClock: clock }: NamespaceStore,
  tenant: Tenant,
  draft: NamespaceDraft,
  context: ActContext,
): Promise<Namespace> {
  const namespace = { ...defaultOptions, ...draft, createdAt: new Date(context.nowMs) }
  const wanted = { tenant, name: draft.name, clock }
  const looked = await lookForPosing(db, wanted)
  await withTenant(db, tenant.id, async (own) => {
    const head = await lockHead(own, tenant.id)
    if (!head) throw tenantNotFound()
    if (!(await insertNamespace(own, tenant.id, namespace))) {
      throw new Problem('namespace-exists', `the tenant has a namespace "${draft.name}" already`)
    }
    await refusePosing(own, wanted, head, looked)
    await raiseSettingsVersion(own, tenant.id)
    await appendAudit(own, tenant.id, context, {
      action: 'namespace.create',
      target: { kind: 'namespace', id: namespace.name },
      after: showNamespace(namespace),
    })
  })
  return namespace
}
