/** One-time addresses by which people get in: to set Postern up, by invitation, or to start over after a loss. */
import { type AccountId, accountId } from '@postern/domain'
import type { Selectable } from 'kysely'
import { type SealedTotp, toSealed } from './account-secrets.ts'
import type { Db } from './connect.ts'
import type { SecretHash } from './credentials.ts'
import type { WelcomeLinkTable } from './database.ts'

export type WelcomePurpose = WelcomeLinkTable['purpose']

export interface WelcomeLink {
  readonly id: string
  readonly purpose: WelcomePurpose
  /** `undefined` for the set-up link, which makes the account. */
  readonly accountId: AccountId | undefined
  readonly createdAt: Date
  readonly expiresAt: Date
}

export interface StoredWelcomeLink extends WelcomeLink {
  readonly secret: SecretHash
  readonly totp: SealedTotp | undefined
}

/** Adds a link; those that were for the same are of no use from now on. */
export async function replaceWelcomeLink(
  db: Db,
  link: WelcomeLink,
  secret: SecretHash,
): Promise<void> {
  await db
    .deleteFrom('welcome_links')
    .where((eb) =>
      link.accountId === undefined
        ? eb('purpose', '=', link.purpose)
        : eb('account_id', '=', link.accountId),
    )
    .execute()
  await db
    .insertInto('welcome_links')
    .values({
      id: link.id,
      purpose: link.purpose,
      account_id: link.accountId ?? null,
      secret_hash: secret.hash,
      pepper_id: secret.pepperId,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
    })
    .execute()
}

export async function findWelcomeLink(db: Db, id: string): Promise<StoredWelcomeLink | undefined> {
  const row = await db
    .selectFrom('welcome_links')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toLink(row)
}

/** Keeps what the authenticator app is told, unless another reading did so first. Returns what is kept. */
export async function keepLinkTotp(
  db: Db,
  id: string,
  { sealed, pepperId }: SealedTotp,
): Promise<SealedTotp | undefined> {
  await db
    .updateTable('welcome_links')
    .set({ totp_sealed: sealed, totp_pepper_id: pepperId })
    .where('id', '=', id)
    .where('totp_sealed', 'is', null)
    .execute()
  const kept = await findWelcomeLink(db, id)
  return kept?.totp
}

/** Uses it up; false when another was faster. */
export async function takeWelcomeLink(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('welcome_links')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

export async function deleteWelcomeLinksOf(db: Db, id: AccountId): Promise<void> {
  await db.deleteFrom('welcome_links').where('account_id', '=', id).execute()
}

export async function deleteEndedWelcomeLinks(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('welcome_links').where('expires_at', '<=', now).execute()
}

function toLink(row: Selectable<WelcomeLinkTable>): StoredWelcomeLink {
  return {
    id: row.id,
    purpose: row.purpose,
    accountId: row.account_id === null ? undefined : accountId(row.account_id),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    secret: { hash: row.secret_hash, pepperId: row.pepper_id },
    totp: toSealed(row.totp_sealed, row.totp_pepper_id),
  }
}
