import { type ActContext, Problem } from '@postern/domain'
import { appendAudit } from '@postern/store'
import { makeLink } from '../welcome/make-link.ts'
import { changeAccount } from './change-account.ts'
import type { Realm } from './get-account.ts'
import type { AccountDeps, LinkedAccount } from './invite-account.ts'

/**
 * Makes another link for somebody who lost theirs, the password or the second factor. Until it is used nothing changes.
 * Throws `account-not-found`, and `account-state` for who signs in at the provider or is suspended.
 */
export function resetAccount(
  deps: AccountDeps,
  realm: Realm,
  id: string,
  context: ActContext,
): Promise<LinkedAccount> {
  return changeAccount(deps.db, realm, id, async (own, account, chain) => {
    if (account.signsInWith === 'provider' || account.roleFrom === 'provider') {
      throw new Problem('account-state', 'the person signs in at the provider, which can help')
    }
    if (account.state === 'suspended') {
      throw new Problem('account-state', 'the account is suspended; activate it first')
    }
    const purpose = account.state === 'invited' ? 'invitation' : 'reset'
    const made = await makeLink(deps, own, purpose, account.id, context.nowMs)
    await appendAudit(own, chain, context, {
      action: 'account.reset',
      target: { kind: 'account', id: account.id },
      after: { purpose, expiresAt: made.expiresAt.toISOString() },
    })
    return { account, ...made }
  })
}
