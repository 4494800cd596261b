import { type ActContext, NO_TENANT, Problem } from '@postern/domain'
import {
  appendAudit,
  revokeSigningKey as endSigningKey,
  listSigningKeys,
  withTenant,
} from '@postern/store'
import type { SigningKeyDeps } from './add-signing-key.ts'
import { ensureSigningKeys } from './ensure-signing-keys.ts'
import { showSigningKey } from './show-signing-key.ts'

/** Ends a key with all that it signed; when none is left to sign, there is a new one. Throws `signing-key-not-found`. */
export async function revokeSigningKey(
  deps: SigningKeyDeps,
  id: string,
  context: ActContext,
): Promise<void> {
  const { nowMs } = context
  await withTenant(deps.db, NO_TENANT, async (own) => {
    const keys = await listSigningKeys(own)
    const before = keys.find((key) => key.id === id)
    if (!before) throw new Problem('signing-key-not-found', 'there is no signing key of this id')
    if (before.revokedAt) return
    const revokedAt = new Date(nowMs)
    await endSigningKey(own, id, revokedAt)
    await appendAudit(own, NO_TENANT, context, {
      action: 'signing-key.revoke',
      target: { kind: 'signing-key', id },
      before: showSigningKey(before, keys, nowMs),
      after: showSigningKey({ ...before, revokedAt }, keys, nowMs),
    })
  })
  await ensureSigningKeys(deps, context)
}
