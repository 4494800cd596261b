import type { TenantId } from '@postern/domain'
import { findLimits, type TenantDb } from '@postern/store'
import { requireNamespace } from '../namespaces/require-namespace.ts'
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
