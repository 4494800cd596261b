import type { TenantDraft } from '@postern/contract'
import { newUuid, type Tenant, tenantId } from '@postern/domain'
import { type Db, insertTenant } from '@postern/store'

// What Kubernetes and most dashboards call it.
const NAMESPACE_LABEL = 'namespace'

/** Makes a tenant with its `default` namespace. Throws `tenant-exists` for a slug that was ever given out. */
export async function createTenant(db: Db, draft: TenantDraft, nowMs: number): Promise<Tenant> {
  const tenant: Tenant = {
    id: tenantId(newUuid(nowMs)),
    slug: draft.slug,
    name: draft.name,
    state: 'active',
    namespaceLabel: draft.namespaceLabel ?? NAMESPACE_LABEL,
    utf8Names: draft.utf8Names ?? false,
    createdAt: new Date(nowMs),
  }
  await insertTenant(db, tenant)
  return tenant
}
