/** What proves that a person is who they say: hashes and sealed secrets, of no use without the pepper. */
import type { AccountId } from '@postern/domain'
import type { Db } from './connect.ts'
import type { SecretHash } from './credentials.ts'

/** A password as it lies in the database. */
export interface StoredPassword extends SecretHash {
  readonly salt: Buffer
  /** Algorithm and parameters, so that passwords of before still match when they are raised. */
  readonly work: string
}

/** The secret of an authenticator app as it lies in the database. */
export interface SealedTotp {
  readonly sealed: Buffer
  readonly pepperId: string
}

export interface AccountSecrets {
  readonly password: StoredPassword | undefined
  readonly totp: SealedTotp | undefined
  readonly nextTotp: SealedTotp | undefined
}

export async function findSecrets(db: Db, id: AccountId): Promise<AccountSecrets | undefined> {
  const row = await db
    .selectFrom('accounts')
    .select([
      'password_salt',
      'password_hash',
      'password_pepper_id',
      'password_work',
      'totp_sealed',
      'totp_pepper_id',
      'next_totp_sealed',
      'next_totp_pepper_id',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    password: toPassword(
      row.password_salt,
      row.password_hash,
      row.password_pepper_id,
      row.password_work,
    ),
    totp: toSealed(row.totp_sealed, row.totp_pepper_id),
    nextTotp: toSealed(row.next_totp_sealed, row.next_totp_pepper_id),
  }
}

function toPassword(
  salt: Buffer | null,
  hash: Buffer | null,
  pepperId: string | null,
  work: string | null,
): StoredPassword | undefined {
  return salt && hash && pepperId !== null && work !== null
    ? { salt, hash, pepperId, work }
    : undefined
}

export function toSealed(sealed: Buffer | null, pepperId: string | null): SealedTotp | undefined {
  return sealed && pepperId !== null ? { sealed, pepperId } : undefined
}

export async function savePassword(db: Db, id: AccountId, password: StoredPassword): Promise<void> {
  await db
    .updateTable('accounts')
    .set({
      password_salt: password.salt,
      password_hash: password.hash,
      password_pepper_id: password.pepperId,
      password_work: password.work,
    })
    .where('id', '=', id)
    .execute()
}

/** From now on this app's codes count, those after the given step. */
export async function saveTotp(
  db: Db,
  id: AccountId,
  { sealed, pepperId }: SealedTotp,
  step: number,
): Promise<void> {
  await db
    .updateTable('accounts')
    .set({
      totp_sealed: sealed,
      totp_pepper_id: pepperId,
      totp_step: step,
      next_totp_sealed: null,
      next_totp_pepper_id: null,
    })
    .where('id', '=', id)
    .execute()
}

/** Keeps the secret of another app until a code proves that the person has it. */
export async function saveNextTotp(
  db: Db,
  id: AccountId,
  { sealed, pepperId }: SealedTotp,
): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ next_totp_sealed: sealed, next_totp_pepper_id: pepperId })
    .where('id', '=', id)
    .execute()
}

/** Notes that the code of a step was taken; false when it, or a later one, was before: of two at once one wins. */
export async function takeTotpStep(db: Db, id: AccountId, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('accounts')
    .set({ totp_step: step })
    .where('id', '=', id)
    .where('totp_step', '<', step)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Puts these in the place of all that there were. */
export async function replaceRecoveryCodes(
  db: Db,
  id: AccountId,
  codes: readonly SecretHash[],
): Promise<void> {
  await db.deleteFrom('recovery_codes').where('account_id', '=', id).execute()
  if (codes.length === 0) return
  await db
    .insertInto('recovery_codes')
    .values(
      codes.map(({ hash, pepperId }) => ({
        account_id: id,
        code_hash: hash,
        pepper_id: pepperId,
      })),
    )
    .execute()
}

/** Those that are left. */
export async function listRecoveryCodes(db: Db, id: AccountId): Promise<SecretHash[]> {
  const rows = await db
    .selectFrom('recovery_codes')
    .select(['code_hash', 'pepper_id'])
    .where('account_id', '=', id)
    .execute()
  return rows.map((row) => ({ hash: row.code_hash, pepperId: row.pepper_id }))
}

/** Uses one up; false when another was faster. */
export async function takeRecoveryCode(db: Db, id: AccountId, hash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('recovery_codes')
    .where('account_id', '=', id)
    .where('code_hash', '=', hash)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
