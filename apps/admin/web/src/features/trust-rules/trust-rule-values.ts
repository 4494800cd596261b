import type { TrustRule, TrustRuleDraft } from '@postern/contract'
import { ALL_NAMESPACES, type Scope } from '@postern/domain'
import { type LabelRule, toLabelRules } from '../credentials/label-rules-input.tsx'

/** A trust rule as the form has it. */
export interface TrustRuleValues {
  readonly name: string
  readonly issuer: string
  /** Empty for that of the data plane's address and the tenant. */
  readonly audience: string
  readonly conditions: readonly LabelRule[]
  readonly scopes: Scope[]
  readonly namespaces: string[]
  readonly labelRules: readonly LabelRule[]
  /** JSON. */
  readonly jwks: string
  readonly singleUseJti: boolean
}

export function valuesOf(rule: TrustRule | undefined): TrustRuleValues {
  return {
    name: rule?.name ?? '',
    issuer: rule?.issuer ?? '',
    audience: rule?.audience ?? '',
    conditions: rule ? rowsOf(rule.conditions) : [{ label: 'sub', patterns: [] }],
    scopes: rule?.scopes ?? ['push'],
    namespaces: rule?.namespaces ?? [ALL_NAMESPACES],
    labelRules: rowsOf(rule?.labelRules ?? {}),
    jwks: rule?.jwks ? JSON.stringify(rule.jwks, undefined, 2) : '',
    singleUseJti: rule?.singleUseJti ?? false,
  }
}

export function toDraft(values: TrustRuleValues): TrustRuleDraft {
  const { name, issuer, conditions, scopes, namespaces, labelRules, jwks, singleUseJti } = values
  const audience = values.audience.trim()
  return {
    name: name.trim(),
    issuer: issuer.trim(),
    ...(audience === '' ? {} : { audience }),
    conditions: toLabelRules(conditions),
    scopes,
    namespaces,
    labelRules: toLabelRules(labelRules),
    // The form has checked that it is JSON; the server checks the rest.
    jwks: jwks.trim() === '' ? null : (JSON.parse(jwks) as NonNullable<TrustRule['jwks']>),
    singleUseJti,
  }
}

function rowsOf(rules: Readonly<Record<string, readonly string[]>>): LabelRule[] {
  return Object.entries(rules).map(([label, patterns]) => ({ label, patterns }))
}
