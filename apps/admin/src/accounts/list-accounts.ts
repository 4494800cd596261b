import type * as contract from '@postern/contract'
import { type Account, accountId } from '@postern/domain'
import { type Db, findSlugs, listAccounts as readAccounts } from '@postern/store'
import { type PageQuery, readPage } from '../page.ts'
import type { Realm } from './get-account.ts'
import { showAccountOf } from './show-account.ts'

export async function listAccounts(
  db: Db,
  { tenant }: Realm,
  query: PageQuery,
): Promise<contract.Reply<typeof contract.listAccounts>> {
  const { items, next } = await readPage(query, ({ limit, after }) =>
    readAccounts(db, {
      limit,
      after: after === undefined ? undefined : accountId(after),
      tenantId: tenant?.id,
    }),
  )
  return { accounts: await showAll(db, items), ...next }
}

async function showAll(db: Db, accounts: readonly Account[]): Promise<contract.Account[]> {
  const slugs = await findSlugs(
    db,
    accounts.flatMap(({ tenantId }) => tenantId ?? []),
  )
  return accounts.map((account) =>
    showAccountOf(account, account.tenantId && slugs.get(account.tenantId)),
  )
}

export async function showOne(db: Db, account: Account): Promise<contract.Account> {
  const [shown] = await showAll(db, [account])
  if (!shown) throw new Error('one account is shown as one')
  return shown
}
