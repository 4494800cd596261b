import type { OperatorKeyId } from '@postern/domain'
import { operatorKeyId } from '@postern/domain'
import type { Db } from './connect.ts'
import type { SecretHash } from './credentials.ts'

/** A key of a person or script that administers Postern itself. Only the admin role may read these. */
export interface OperatorKey {
  readonly id: OperatorKeyId
  readonly name: string
  readonly createdAt: Date
  /** `undefined` for never. */
  readonly expiresAt: Date | undefined
  readonly revokedAt: Date | undefined
}

export type StoredOperatorKey = OperatorKey & { readonly secret: SecretHash }

export async function insertOperatorKey(
  db: Db,
  key: OperatorKey,
  secret: SecretHash,
): Promise<void> {
  await db
    .insertInto('operator_keys')
    .values({
      id: key.id,
      name: key.name,
      secret_hash: secret.hash,
      pepper_id: secret.pepperId,
      created_at: key.createdAt,
      expires_at: key.expiresAt ?? null,
      revoked_at: null,
    })
    .execute()
}

export async function findOperatorKey(
  db: Db,
  id: OperatorKeyId,
): Promise<StoredOperatorKey | undefined> {
  const row = await db
    .selectFrom('operator_keys')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    id: operatorKeyId(row.id),
    name: row.name,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    secret: { hash: row.secret_hash, pepperId: row.pepper_id },
  }
}
