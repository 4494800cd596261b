import { Problem, type TenantId } from '@postern/domain'
import { findLimits, listNamespaces, type TenantDb } from '@postern/store'
import type { Layers } from './show-limits.ts'

/** What is set for a tenant, and for one of its namespaces if one is named. Throws `namespace-not-found`. */
export async function readLayers(
  db: TenantDb,
  tenantId: TenantId,
  namespace: string | undefined,
): Promise<Layers> {
  if (namespace !== undefined) await requireNamespace(db, tenantId, namespace)
  const { tenant, namespaces } = await findLimits(db, tenantId)
  return {
    tenant,
    namespace: namespace === undefined ? undefined : (namespaces.get(namespace) ?? {}),
  }
}

async function requireNamespace(db: TenantDb, tenantId: TenantId, name: string): Promise<void> {
  const known = await listNamespaces(db, tenantId)
  if (known.some((namespace) => namespace.name === name)) return
  throw new Problem('namespace-not-found', 'there is no namespace of this name')
}
