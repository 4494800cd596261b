import type { TrustRuleDraft } from '@postern/contract'
import {
  type ActContext,
  credentialId,
  newUuid,
  Problem,
  type Tenant,
  type TrustRule,
} from '@postern/domain'
import { appendAudit, type Db, insertTrustRule, listTrustRules, withTenant } from '@postern/store'
import { checkTrustRule, type TrustSettings } from './check-trust-rule.ts'
import { showTrustRule } from './show-trust-rule.ts'

// They are tried one after the other, and read anew every second.
const MAX_RULES = 100

/** Throws `request-invalid`. */
export async function createTrustRule(
  { db, settings }: { readonly db: Db; readonly settings: TrustSettings },
  tenant: Tenant,
  draft: TrustRuleDraft,
  context: ActContext,
): Promise<TrustRule> {
  const rule = fromDraft(tenant, draft, settings.publicUrl, context.nowMs)
  await withTenant(db, tenant.id, async (own) => {
    await checkTrustRule(own, tenant, rule, settings)
    if ((await listTrustRules(own, tenant.id)).length >= MAX_RULES) {
      throw new Problem('request-invalid', `the tenant has ${MAX_RULES} trust rules already`)
    }
    await insertTrustRule(own, rule)
    await appendAudit(own, tenant.id, context, {
      action: 'trust-rule.create',
      target: { kind: 'trust-rule', id: rule.id },
      after: showTrustRule(rule),
    })
  })
  return rule
}

function fromDraft(
  tenant: Tenant,
  draft: TrustRuleDraft,
  publicUrl: string,
  nowMs: number,
): TrustRule {
  return {
    tenantId: tenant.id,
    id: credentialId(newUuid(nowMs)),
    name: draft.name,
    issuer: draft.issuer,
    audience: draft.audience ?? `${publicUrl}/t/${tenant.slug}`,
    conditions: draft.conditions,
    scopes: draft.scopes,
    namespaces: draft.namespaces,
    labelRules: draft.labelRules ?? {},
    jwks: draft.jwks ?? undefined,
    singleUseJti: draft.singleUseJti ?? false,
    createdAt: new Date(nowMs),
    updatedAt: new Date(nowMs),
    lastUsedAt: undefined,
  }
}
