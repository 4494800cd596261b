import { type ActContext, isUuid, NO_TENANT, operatorKeyId, Problem } from '@postern/domain'
import {
  appendAudit,
  type Db,
  revokeOperatorKey as endOperatorKey,
  findOperatorKey,
  withTenant,
} from '@postern/store'
import { showOperatorKey } from './show-operator-key.ts'

/** Ends a key for good; one that was ended before stays as it is. Throws `operator-key-not-found`. */
export async function revokeOperatorKey(db: Db, id: string, context: ActContext): Promise<void> {
  if (!isUuid(id)) throw operatorKeyNotFound()
  await withTenant(db, NO_TENANT, async (own) => {
    const key = await findOperatorKey(own, operatorKeyId(id))
    if (!key) throw operatorKeyNotFound()
    if (key.revokedAt) return
    const at = new Date(context.nowMs)
    await endOperatorKey(own, key.id, at)
    await appendAudit(own, NO_TENANT, context, {
      action: 'operator-key.revoke',
      target: { kind: 'operator-key', id: key.id },
      before: showOperatorKey(key),
      after: showOperatorKey({ ...key, revokedAt: at }),
    })
  })
}

function operatorKeyNotFound(): Problem {
  return new Problem('operator-key-not-found', 'there is no operator key of this id')
}
