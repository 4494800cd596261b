import { newCredential, Problem, type TrustRule } from '@postern/domain'
import type { Principal } from '../auth/principal.ts'
import type { TrustedParties } from './trusted-parties.ts'

/** A rule as the credential that it is. Throws `tenant-suspended`. */
export function rulePrincipal(parties: TrustedParties, rule: TrustRule): Principal {
  const { tenant, namespaces, limits } = parties
  if (tenant.state !== 'active') {
    throw new Problem('tenant-suspended', `the tenant is ${tenant.state}`)
  }
  return {
    tenant,
    namespaces,
    limits,
    credential: {
      ...newCredential,
      tenantId: rule.tenantId,
      id: rule.id,
      kind: 'trust-rule',
      name: rule.name,
      scopes: rule.scopes,
      namespaces: rule.namespaces,
      labelRules: rule.labelRules,
      openMetrics: false,
      createdAt: rule.createdAt,
      expiresAt: undefined,
    },
  }
}
