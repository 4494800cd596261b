import { type ActContext, credentialId, isUuid, type Tenant } from '@postern/domain'
import {
  appendAudit,
  type Db,
  lockTrustRule,
  deleteTrustRule as removeTrustRule,
  withTenant,
} from '@postern/store'
import { showTrustRule } from './show-trust-rule.ts'
import { trustRuleNotFound } from './trust-rule-not-found.ts'

/** Throws `trust-rule-not-found`. */
export async function deleteTrustRule(
  db: Db,
  tenant: Tenant,
  id: string,
  context: ActContext,
): Promise<void> {
  if (!isUuid(id)) throw trustRuleNotFound()
  await withTenant(db, tenant.id, async (own) => {
    const before = await lockTrustRule(own, tenant.id, credentialId(id))
    if (!before) throw trustRuleNotFound()
    await removeTrustRule(own, tenant.id, before.id)
    await appendAudit(own, tenant.id, context, {
      action: 'trust-rule.delete',
      target: { kind: 'trust-rule', id: before.id },
      before: showTrustRule(before),
    })
  })
}
