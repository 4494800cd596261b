import { Problem, slugPattern, type Tenant } from '@postern/domain'
import { type Db, findTenantBySlug } from '@postern/store'

const SLUG = new RegExp(slugPattern)

/** The tenant of a path. Throws `tenant-not-found`, also for what could be no slug. */
export async function getTenant(db: Db, slug: string): Promise<Tenant> {
  const tenant = SLUG.test(slug) ? await findTenantBySlug(db, slug) : undefined
  if (!tenant) throw tenantNotFound()
  return tenant
}

/** As `getTenant`, for what adds to a tenant. Throws `tenant-state` for one that is being deleted, or was. */
export async function getLivingTenant(db: Db, slug: string): Promise<Tenant> {
  const tenant = await getTenant(db, slug)
  if (tenant.state === 'active' || tenant.state === 'suspended') return tenant
  throw new Problem('tenant-state', `the tenant is ${tenant.state}; nothing can be added to it`)
}

export function tenantNotFound(): Problem {
  return new Problem('tenant-not-found', 'there is no tenant of this slug')
}
