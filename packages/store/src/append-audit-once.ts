import type { ActContext, AuditAct, TenantId } from '@postern/domain'
import { appendAudit, lockAuditHead } from './audit.ts'
import type { TenantDb } from './with-tenant.ts'

/** Adds an event to the tenant's chain, unless one of the same action on the same target came since then. */
export async function appendAuditOnce(
  db: TenantDb,
  tenant: TenantId,
  context: ActContext,
  act: AuditAct,
  since: Date,
): Promise<boolean> {
  // Locked before it is looked: several processes may be about to say the same.
  await lockAuditHead(db, tenant)
  const known = await db
    .selectFrom('audit_events')
    .select('sequence')
    .where('tenant_id', '=', tenant)
    .where('at', '>', since)
    .where('action', '=', act.action)
    .where('target_kind', '=', act.target.kind)
    .where('target_id', '=', act.target.id)
    .limit(1)
    .executeTakeFirst()
  if (known) return false
  await appendAudit(db, tenant, context, act)
  return true
}
