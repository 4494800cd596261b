import { newUuid } from '@postern/domain'
import { newSealedSigningKey } from '@postern/server'
import { type Db, insertSigningKey, listSigningKeys } from '@postern/store'
import { testHasher } from './world.ts'

/** A key that signs from now on, or from that moment; returns its id. */
export async function createSigningKey(admin: Db, signsFrom = new Date()): Promise<string> {
  const id = newUuid(Date.now())
  const keys = await listSigningKeys(admin)
  await insertSigningKey(admin, {
    id,
    generation: (keys.at(-1)?.generation ?? 0) + 1,
    createdAt: new Date(),
    signsFrom,
    revokedAt: undefined,
    privateKey: newSealedSigningKey(testHasher, id),
  })
  return id
}
