import type * as contract from '@postern/contract'
import type { TrustRule } from '@postern/domain'

export function showTrustRule(rule: TrustRule): contract.TrustRule {
  return {
    id: rule.id,
    name: rule.name,
    issuer: rule.issuer,
    audience: rule.audience,
    conditions: copied(rule.conditions),
    scopes: [...rule.scopes],
    namespaces: [...rule.namespaces],
    labelRules: copied(rule.labelRules),
    jwks: rule.jwks ? { keys: [...rule.jwks.keys] } : null,
    singleUseJti: rule.singleUseJti,
    createdAt: rule.createdAt.toISOString(),
    updatedAt: rule.updatedAt.toISOString(),
    lastUsedAt: rule.lastUsedAt?.toISOString() ?? null,
  }
}

/** What somebody said of it: that it was used does not change it. */
export function trustRuleState(rule: TrustRule): object {
  return { ...showTrustRule(rule), lastUsedAt: null }
}

function copied(lists: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, [...values]]))
}
