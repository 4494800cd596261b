import type { TrustRuleChange } from '@postern/contract'
import { type ActContext, credentialId, isUuid, type Tenant, type TrustRule } from '@postern/domain'
import {
  appendAudit,
  type Db,
  lockTrustRule,
  withTenant,
  updateTrustRule as writeTrustRule,
} from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { checkTrustRule, type TrustSettings } from './check-trust-rule.ts'
import { showTrustRule, trustRuleState } from './show-trust-rule.ts'
import { trustRuleNotFound } from './trust-rule-not-found.ts'

/** Throws `trust-rule-not-found` or `request-invalid`. */
export async function updateTrustRule(
  { db, settings }: { readonly db: Db; readonly settings: TrustSettings },
  tenant: Tenant,
  id: string,
  change: TrustRuleChange,
  context: ActContext,
): Promise<TrustRule> {
  if (!isUuid(id)) throw trustRuleNotFound()
  return withTenant(db, tenant.id, async (own) => {
    const before = await lockTrustRule(own, tenant.id, credentialId(id))
    if (!before) throw trustRuleNotFound()
    refuseChanged(context, trustRuleState(before))
    const after = changed(before, change, context.nowMs)
    await checkTrustRule(own, tenant, after, settings)
    await writeTrustRule(own, after)
    await appendAudit(own, tenant.id, context, {
      action: 'trust-rule.update',
      target: { kind: 'trust-rule', id: after.id },
      before: showTrustRule(before),
      after: showTrustRule(after),
    })
    return after
  })
}

function changed(before: TrustRule, change: TrustRuleChange, nowMs: number): TrustRule {
  const { jwks, ...rest } = change
  return {
    ...before,
    ...rest,
    jwks: jwks === undefined ? before.jwks : (jwks ?? undefined),
    updatedAt: new Date(nowMs),
  }
}
