/** Sessions of people who signed in: global, seen by the admin role alone. */
import type { Account, AccountId } from '@postern/domain'
import { accountColumns, toAccount } from './account-rows.ts'
import type { Db } from './connect.ts'
import type { SecretHash } from './credentials.ts'

export interface Session {
  readonly id: string
  readonly accountId: AccountId
  readonly createdAt: Date
  /** When it was last used; up to a minute late. */
  readonly seenAt: Date
  readonly expiresAt: Date
  /** When the person last proved who they are. */
  readonly provedAt: Date
  readonly address: string
  readonly userAgent: string | undefined
}

export interface OpenSession {
  readonly session: Session
  readonly secret: SecretHash
  readonly account: Account
  /** The slug of the only tenant within reach. */
  readonly tenantSlug: string | undefined
}

const columns = [
  'sessions.id as session_id',
  'sessions.account_id',
  'sessions.created_at as begun_at',
  'sessions.seen_at',
  'sessions.expires_at',
  'sessions.proved_at',
  'sessions.address',
  'sessions.user_agent',
] as const

interface SessionRow {
  session_id: string
  begun_at: Date
  seen_at: Date
  expires_at: Date
  proved_at: Date
  address: string
  user_agent: string | null
}

export async function insertSession(db: Db, session: Session, secret: SecretHash): Promise<void> {
  await db
    .insertInto('sessions')
    .values({
      id: session.id,
      account_id: session.accountId,
      secret_hash: secret.hash,
      pepper_id: secret.pepperId,
      created_at: session.createdAt,
      seen_at: session.seenAt,
      expires_at: session.expiresAt,
      proved_at: session.provedAt,
      address: session.address,
      user_agent: session.userAgent ?? null,
    })
    .execute()
}

/** A session with whose it is, whether it has ended by time or not. */
export async function findSession(db: Db, id: string): Promise<OpenSession | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .leftJoin('tenants', 'tenants.id', 'accounts.reach')
    .select(columns)
    .select(['sessions.secret_hash', 'sessions.pepper_id', 'tenants.slug'])
    .select(accountColumns.map((column) => `accounts.${column}` as const))
    .where('sessions.id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const account = toAccount(row)
  return {
    session: toSession(row, account.id),
    secret: { hash: row.secret_hash, pepperId: row.pepper_id },
    account,
    tenantSlug: row.slug ?? undefined,
  }
}

/** Newest first, those that have ended by time too. */
export async function listSessions(db: Db, accountId: AccountId): Promise<Session[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(columns)
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => toSession(row, accountId))
}

/** Notes that it was used. */
export async function touchSession(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('sessions').set({ seen_at: at }).where('id', '=', id).execute()
}

/** The person proved anew who they are: another secret opens the session from now on; false when it has ended. */
export async function renewSession(
  db: Db,
  id: string,
  secret: SecretHash,
  provedAt: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({ secret_hash: secret.hash, pepper_id: secret.pepperId, proved_at: provedAt })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Ends one session of that account; false when it has none of that id. */
export async function deleteSession(db: Db, accountId: AccountId, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** Ends all sessions of the account but that one, if one is named. */
export async function deleteSessions(
  db: Db,
  accountId: AccountId,
  but: string | undefined,
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('account_id', '=', accountId)
    .$if(but !== undefined, (qb) => qb.where('id', '<>', but ?? ''))
    .execute()
}

/** Rows of what has ended by time anyway. */
export async function deleteEndedSessions(db: Db, now: Date, idleSince: Date): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<=', now), eb('seen_at', '<=', idleSince)]))
    .execute()
}

function toSession(row: SessionRow, accountId: AccountId): Session {
  return {
    id: row.session_id,
    accountId,
    createdAt: row.begun_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    provedAt: row.proved_at,
    address: row.address,
    userAgent: row.user_agent ?? undefined,
  }
}
