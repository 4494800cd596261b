import { newCredential, type TrustRule } from '@postern/domain'
import type { Principal } from '../auth/principal.ts'
import type { TrustedParties } from './trusted-parties.ts'

/** A rule as the credential that it is; whether it may be used now is still to be checked. */
export function rulePrincipal(
  parties: TrustedParties,
  rule: TrustRule,
  subject: string,
): Principal {
  const { tenant, namespaces, limits } = parties
  return {
    tenant,
    namespaces,
    limits,
    subject,
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
