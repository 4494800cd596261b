/** Answers of the OpenID provider that were taken, so that none is taken twice. */
import type { Db } from './connect.ts'

/** Notes that it was taken; false when it was before. Those that would be too old anyway are forgotten on the way. */
export async function takeSignIn(
  db: Db,
  stateHash: Buffer,
  expiresAt: Date,
  now: Date,
): Promise<boolean> {
  await db.deleteFrom('used_sign_ins').where('expires_at', '<', now).execute()
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('used_sign_ins')
    .values({ state_hash: stateHash, expires_at: expiresAt })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}
