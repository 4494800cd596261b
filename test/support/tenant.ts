import type { Tenant } from '@postern/domain'
import { createCredential, createTenant, type TestDatabase } from '@postern/testkit'

/** A tenant with a key for each side. */
export interface TenantWithKeys {
  readonly tenant: Tenant
  readonly pushKey: string
  readonly scrapeKey: string
}

export async function createTenantWithKeys(
  { admin }: Pick<TestDatabase, 'admin'>,
  slug: string,
): Promise<TenantWithKeys> {
  const tenant = await createTenant(admin, slug)
  const push = await createCredential(admin, tenant, { scopes: ['push', 'delete'] })
  const scrape = await createCredential(admin, tenant, { scopes: ['scrape', 'read'] })
  return { tenant, pushKey: push.key, scrapeKey: scrape.key }
}
