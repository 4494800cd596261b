/** Keys that access tokens are signed with: global, read by both apps, written by the admin role. */
import type { SigningKey } from '@postern/domain'
import type { Db } from './connect.ts'

/** A private key as it lies in the database: of use only to who holds the pepper of that id. */
export interface SealedKey {
  readonly sealed: Buffer
  readonly pepperId: string
}

export type StoredSigningKey = SigningKey & { readonly privateKey: SealedKey }

/** Adds a key; false when there is one of that generation, as when another process was first. */
export async function insertSigningKey(db: Db, key: StoredSigningKey): Promise<boolean> {
  const result = await db
    .insertInto('signing_keys')
    .values({
      id: key.id,
      generation: key.generation,
      sealed_private_key: key.privateKey.sealed,
      pepper_id: key.privateKey.pepperId,
      created_at: key.createdAt,
      signs_from: key.signsFrom,
      revoked_at: null,
    })
    .onConflict((oc) => oc.column('generation').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** All that are held, oldest first; there are few. */
export async function listSigningKeys(db: Db): Promise<StoredSigningKey[]> {
  const rows = await db.selectFrom('signing_keys').selectAll().orderBy('generation').execute()
  return rows.map((row) => ({
    id: row.id,
    generation: row.generation,
    createdAt: row.created_at,
    signsFrom: row.signs_from,
    revokedAt: row.revoked_at ?? undefined,
    privateKey: { sealed: row.sealed_private_key, pepperId: row.pepper_id },
  }))
}

/** Ends a key and all that it signed; an earlier end stays. */
export async function revokeSigningKey(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('signing_keys')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

export async function deleteSigningKeys(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.deleteFrom('signing_keys').where('id', 'in', ids).execute()
}
