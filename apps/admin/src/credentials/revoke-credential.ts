import { type ActContext, credentialId, isUuid, type Tenant } from '@postern/domain'
import {
  appendAudit,
  type Db,
  revokeCredential as endCredential,
  lockCredential,
  withTenant,
} from '@postern/store'
import { credentialNotFound } from './credential-not-found.ts'
import { showCredential } from './show-credential.ts'

/** Ends a credential for good; one that was revoked before stays as it is. Throws `credential-not-found`. */
export async function revokeCredential(
  db: Db,
  tenant: Tenant,
  id: string,
  context: ActContext,
): Promise<void> {
  if (!isUuid(id)) throw credentialNotFound()
  const at = new Date(context.nowMs)
  await withTenant(db, tenant.id, async (own) => {
    const before = await lockCredential(own, tenant.id, credentialId(id))
    if (!before) throw credentialNotFound()
    if (before.revokedAt) return
    await endCredential(own, tenant.id, before.id, at)
    await appendAudit(own, tenant.id, context, {
      action: 'credential.revoke',
      target: { kind: 'credential', id: before.id },
      before: showCredential(before),
      after: showCredential({ ...before, revokedAt: at }),
    })
  })
}
