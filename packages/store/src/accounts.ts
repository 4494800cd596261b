/** Accounts of people: global, seen by the admin role alone. Their secrets are in account-secrets.ts. */
import {
  type Account,
  type AccountId,
  accountId,
  NO_TENANT,
  Problem,
  type TenantId,
} from '@postern/domain'
import { accountColumns as columns, toAccount } from './account-rows.ts'
import type { Db } from './connect.ts'

/** Who a person is at a provider (OpenID Connect Core section 2). */
export interface ProviderSubject {
  readonly issuer: string
  readonly subject: string
}

/** Adds an account that nobody signed in to. Throws `account-exists` when the address has one in that reach. */
export async function insertAccount(db: Db, account: Account): Promise<void> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('accounts')
    .values({
      id: account.id,
      email: account.email,
      name: account.name,
      role: account.role,
      reach: account.tenantId ?? NO_TENANT,
      state: account.state,
      role_from: account.roleFrom,
      totp_step: 0,
      created_at: account.createdAt,
    })
    .onConflict((oc) => oc.columns(['reach', 'email']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) {
    throw new Problem('account-exists', 'there is an account of this address here')
  }
}

export async function findAccount(db: Db, id: AccountId): Promise<Account | undefined> {
  const row = await db
    .selectFrom('accounts')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toAccount(row)
}

/** The same, and nobody else can change it until this transaction ends. */
export async function lockAccount(db: Db, id: AccountId): Promise<Account | undefined> {
  const row = await db
    .selectFrom('accounts')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && toAccount(row)
}

/** The account of that address in one tenant, or of those that reach all. */
export async function findAccountByEmail(
  db: Db,
  reach: TenantId,
  email: string,
): Promise<Account | undefined> {
  const row = await db
    .selectFrom('accounts')
    .select(columns)
    .where('reach', '=', reach)
    .where('email', '=', email)
    .executeTakeFirst()
  return row && toAccount(row)
}

/** All accounts that this person has, in whatever tenant. */
export async function findAccountsOfSubject(
  db: Db,
  { issuer, subject }: ProviderSubject,
): Promise<Account[]> {
  const rows = await db
    .selectFrom('accounts')
    .select(columns)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .orderBy('id')
    .execute()
  return rows.map(toAccount)
}

/** Accounts of that address, in whatever tenant, that nobody signed in to yet. */
export async function findInvitedAccounts(db: Db, email: string): Promise<Account[]> {
  const rows = await db
    .selectFrom('accounts')
    .select(columns)
    .where('email', '=', email)
    .where('state', '=', 'invited')
    .orderBy('id')
    .execute()
  return rows.map(toAccount)
}

export interface AccountPage {
  readonly limit: number
  readonly after: AccountId | undefined
  /** Only of this tenant. */
  readonly tenantId: TenantId | undefined
}

/** In the order in which they were made. */
export async function listAccounts(db: Db, page: AccountPage): Promise<Account[]> {
  const rows = await db
    .selectFrom('accounts')
    .select(columns)
    .$if(page.after !== undefined, (qb) => qb.where('id', '>', page.after ?? ''))
    .$if(page.tenantId !== undefined, (qb) => qb.where('reach', '=', page.tenantId ?? ''))
    .orderBy('id')
    .limit(page.limit)
    .execute()
  return rows.map(toAccount)
}

export async function anyAccount(db: Db): Promise<boolean> {
  const row = await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst()
  return row !== undefined
}

/** Writes what may change in the life of an account. */
export async function updateAccount(db: Db, account: Account): Promise<void> {
  await db
    .updateTable('accounts')
    .set({
      name: account.name,
      role: account.role,
      state: account.state,
      role_from: account.roleFrom,
    })
    .where('id', '=', account.id)
    .execute()
}

/** Notes that the person signed in; false when the account is not active. */
export async function noteSignIn(db: Db, id: AccountId, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('accounts')
    .set({ signed_in_at: at })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** From now on this is the person, and no password or second factor of before opens the account. */
export async function bindSubject(
  db: Db,
  id: AccountId,
  { issuer, subject }: ProviderSubject,
): Promise<void> {
  await db
    .updateTable('accounts')
    .set({
      issuer,
      subject,
      password_salt: null,
      password_hash: null,
      password_pepper_id: null,
      password_work: null,
      totp_sealed: null,
      totp_pepper_id: null,
    })
    .where('id', '=', id)
    .execute()
}

/** With its sessions, links and codes. */
export async function deleteAccount(db: Db, id: AccountId): Promise<void> {
  await db.deleteFrom('accounts').where('id', '=', id).execute()
}

/** When a tenant is purged its people go too. */
export async function deleteAccountsOf(db: Db, tenant: TenantId): Promise<void> {
  await db.deleteFrom('accounts').where('reach', '=', tenant).execute()
}

/** Active ones, and nobody else can change any of them until this transaction ends. */
export async function lockSystemAdmins(db: Db): Promise<AccountId[]> {
  const rows = await db
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'system-admin')
    .where('state', '=', 'active')
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(({ id }) => accountId(id))
}
