import type { ActContext } from '@postern/domain'
import { appendAudit, type Db, deleteAccount as removeAccount } from '@postern/store'
import { changeAccount } from './change-account.ts'
import type { Realm } from './get-account.ts'
import { showAccount } from './show-account.ts'

/** Deletes an account, and ends its sessions. Throws `account-not-found` and `last-admin`. */
export function deleteAccount(
  db: Db,
  realm: Realm,
  id: string,
  context: ActContext,
): Promise<void> {
  return changeAccount(db, realm, id, async (own, account, chain) => {
    await removeAccount(own, account.id)
    await appendAudit(own, chain, context, {
      action: 'account.delete',
      target: { kind: 'account', id: account.id },
      before: showAccount(account),
    })
  })
}
