import type { NamespaceDraft } from '@postern/contract'
import { Problem, type Tenant } from '@postern/domain'
import { type Db, insertNamespace, type Namespace, withTenant } from '@postern/store'

/** Makes a namespace. Throws `namespace-exists`. */
export async function createNamespace(
  db: Db,
  tenant: Tenant,
  draft: NamespaceDraft,
  nowMs: number,
): Promise<Namespace> {
  const namespace = { name: draft.name, createdAt: new Date(nowMs) }
  const made = await withTenant(db, tenant.id, (own) => insertNamespace(own, tenant.id, namespace))
  if (made) return namespace
  throw new Problem('namespace-exists', `the tenant has a namespace "${draft.name}" already`)
}
