import type * as contract from '@postern/contract'
import type { Tenant } from '@postern/domain'
import { type Db, listNamespaces as readNamespaces, withTenant } from '@postern/store'
import { showNamespace } from './show-namespace.ts'

export async function listNamespaces(
  db: Db,
  tenant: Tenant,
): Promise<contract.Reply<typeof contract.listNamespaces>> {
  const namespaces = await withTenant(db, tenant.id, (own) => readNamespaces(own, tenant.id))
  return { namespaces: namespaces.map(showNamespace) }
}
