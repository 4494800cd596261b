import { type Account, accountId, isUuid, Problem } from '@postern/domain'
import { type Db, findAccount, lockAccount, type TenantDb } from '@postern/store'
import type { OwnTenant } from '../access/caller.ts'

/** Which accounts a call is about: those of one tenant, or all. */
export interface Realm {
  readonly tenant: OwnTenant | undefined
}

/** Throws `account-not-found`, also for one outside the realm and for what could be no id. */
export async function getAccount(db: Db, realm: Realm, id: string): Promise<Account> {
  const account = isUuid(id) ? await findAccount(db, accountId(id)) : undefined
  return within(realm, account)
}

/** The same, and nobody else can change it until this transaction ends. */
export async function lockAccountIn(own: TenantDb, realm: Realm, id: string): Promise<Account> {
  const account = isUuid(id) ? await lockAccount(own, accountId(id)) : undefined
  return within(realm, account)
}

function within({ tenant }: Realm, account: Account | undefined): Account {
  if (account && (!tenant || account.tenantId === tenant.id)) return account
  throw new Problem('account-not-found', 'there is no account of this id')
}
