import { DEFAULT_MAX_KEY_LIFE, type TenantDraft } from '@postern/contract'
import { type ActContext, newUuid, type Tenant, tenantId } from '@postern/domain'
import { appendAudit, type Db, insertTenant, withTenant } from '@postern/store'
import { showTenant } from './show-tenant.ts'

// What Kubernetes and most dashboards call it.
const NAMESPACE_LABEL = 'namespace'

/** Makes a tenant with its `default` namespace. Throws `tenant-exists` for a slug that was ever given out. */
export async function createTenant(
  db: Db,
  draft: TenantDraft,
  context: ActContext,
): Promise<Tenant> {
  const { nowMs } = context
  const tenant: Tenant = {
    id: tenantId(newUuid(nowMs)),
    slug: draft.slug,
    name: draft.name,
    state: 'active',
    namespaceLabel: draft.namespaceLabel ?? NAMESPACE_LABEL,
    utf8Names: draft.utf8Names ?? false,
    maxKeyLife: maxKeyLife(draft.maxKeyLife),
    keysMayNeverExpire: draft.keysMayNeverExpire ?? false,
    deletingSince: undefined,
    stateBeforeDeletion: undefined,
    createdAt: new Date(nowMs),
  }
  await withTenant(db, tenant.id, async (own) => {
    await insertTenant(own, tenant)
    await appendAudit(own, tenant.id, context, {
      action: 'tenant.create',
      target: { kind: 'tenant', id: tenant.slug },
      after: showTenant(tenant),
    })
  })
  return tenant
}

/** Null says that there is none. */
function maxKeyLife(drafted: string | null | undefined): string | undefined {
  return drafted === undefined ? DEFAULT_MAX_KEY_LIFE : (drafted ?? undefined)
}
