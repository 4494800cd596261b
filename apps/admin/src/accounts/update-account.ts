import type { AccountChange } from '@postern/contract'
import { type Account, type ActContext, Problem } from '@postern/domain'
import { appendAudit, type Db, deleteSessions, updateAccount as writeAccount } from '@postern/store'
import { refuseChanged } from '../entity-tag.ts'
import { changeAccount } from './change-account.ts'
import type { Realm } from './get-account.ts'
import { accountState, showAccount } from './show-account.ts'

/**
 * Changes what is given; sessions follow with their next request. Throws `account-not-found`, `account-state` and
 * `last-admin`.
 */
export function updateAccount(
  db: Db,
  realm: Realm,
  id: string,
  change: AccountChange,
  context: ActContext,
): Promise<Account> {
  return changeAccount(db, realm, id, async (own, before, chain) => {
    refuseChanged(context, accountState(before))
    const after: Account = { ...before, ...change }
    refuseImpossible(before, after)
    await writeAccount(own, after)
    if (after.state === 'suspended') await deleteSessions(own, after.id, undefined)
    await appendAudit(own, chain, context, {
      action: 'account.update',
      target: { kind: 'account', id: after.id },
      before: showAccount(before),
      after: showAccount(after),
    })
    return after
  })
}

function refuseImpossible(before: Account, after: Account): void {
  if (before.roleFrom === 'provider' && after.role !== before.role) {
    throw new Problem('account-state', 'the role is what the provider says; change it there')
  }
  if (after.role === 'system-admin' && after.tenantId) {
    throw new Problem('account-state', 'the account is for one tenant alone; invite another one')
  }
  if (before.state === 'invited' && after.state !== 'invited') {
    throw new Problem(
      'account-state',
      'the invitation was not taken up yet; delete the account to take it back',
    )
  }
}
