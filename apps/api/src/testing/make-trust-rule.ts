import { credentialId, newUuid, type Tenant, type TrustRule } from '@postern/domain'
import { type Db, insertTrustRule, withTenant } from '@postern/store'

type Draft = Pick<TrustRule, 'issuer' | 'conditions'> & Partial<TrustRule>

/** For tests: a rule that lets push to all namespaces, unless told otherwise. `admin` as the admin role. */
export async function makeTrustRule(admin: Db, tenant: Tenant, draft: Draft): Promise<TrustRule> {
  const now = new Date()
  const rule: TrustRule = {
    tenantId: tenant.id,
    id: credentialId(newUuid(now.getTime())),
    name: 'for tests',
    audience: audienceOf(tenant),
    scopes: ['push'],
    namespaces: ['*'],
    labelRules: {},
    jwks: undefined,
    singleUseJti: false,
    createdAt: now,
    updatedAt: now,
    lastUsedAt: undefined,
    ...draft,
  }
  await withTenant(admin, tenant.id, (own) => insertTrustRule(own, rule))
  return rule
}

export function audienceOf({ slug }: Tenant): string {
  return `http://127.0.0.1:9091/t/${slug}`
}
