import { Problem, type TenantId } from '@postern/domain'
import { listNamespaces, type Namespace, type TenantDb } from '@postern/store'

/** Throws `namespace-not-found`. */
export async function requireNamespace(
  db: TenantDb,
  tenantId: TenantId,
  name: string,
): Promise<Namespace> {
  const known = await listNamespaces(db, tenantId)
  const found = known.find((namespace) => namespace.name === name)
  if (found) return found
  throw new Problem('namespace-not-found', 'there is no namespace of this name')
}
