import { Problem, slugPattern, type Tenant } from '@postern/domain'
import { type Db, findTenantBySlug } from '@postern/store'

const SLUG = new RegExp(slugPattern)

/** The tenant of a path. Throws `tenant-not-found`, also for what could be no slug. */
export async function getTenant(db: Db, slug: string): Promise<Tenant> {
  const tenant = SLUG.test(slug) ? await findTenantBySlug(db, slug) : undefined
  if (!tenant) throw tenantNotFound()
  return tenant
}

export function tenantNotFound(): Problem {
  return new Problem('tenant-not-found', 'there is no tenant of this slug')
}
