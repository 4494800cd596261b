import { type ActContext, NO_TENANT, newUuid, type SigningKey } from '@postern/domain'
import { type KeyHasher, newSealedSigningKey } from '@postern/server'
import { appendAudit, type Db, insertSigningKey, listSigningKeys, withTenant } from '@postern/store'
import { showSigningKey } from './show-signing-key.ts'

export interface SigningKeyDeps {
  readonly db: Db
  readonly hasher: KeyHasher
}

/**
 * Makes the key of the next generation. Whoever else makes one of the same generation at this moment makes the only
 * one: then it is `undefined` here. Who adds a key because of those that it saw hands them in: the next generation is
 * that after theirs, so that two who saw the same make one key and not two in a row.
 */
export function addSigningKey(
  { db, hasher }: SigningKeyDeps,
  signsFrom: Date,
  context: ActContext,
  seen?: readonly SigningKey[],
): Promise<SigningKey | undefined> {
  const { nowMs } = context
  return withTenant(db, NO_TENANT, async (own) => {
    const keys = await listSigningKeys(own)
    const id = newUuid(nowMs)
    const key = {
      id,
      generation: ((seen ?? keys).at(-1)?.generation ?? 0) + 1,
      createdAt: new Date(nowMs),
      signsFrom,
      revokedAt: undefined,
    }
    const sealed = { ...key, privateKey: newSealedSigningKey(hasher, id) }
    if (!(await insertSigningKey(own, sealed))) return undefined
    await appendAudit(own, NO_TENANT, context, {
      action: 'signing-key.rotate',
      target: { kind: 'signing-key', id },
      after: showSigningKey(key, [...keys, key], nowMs),
    })
    return key
  })
}
