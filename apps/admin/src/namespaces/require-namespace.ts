import { Problem, type TenantId } from '@postern/domain'
import { listNamespaces, type TenantDb } from '@postern/store'

/** Throws `namespace-not-found`. */
export async function requireNamespace(
  db: TenantDb,
  tenantId: TenantId,
  name: string,
): Promise<void> {
  const known = await listNamespaces(db, tenantId)
  if (known.some((namespace) => namespace.name === name)) return
  throw new Problem('namespace-not-found', 'there is no namespace of this name')
}
