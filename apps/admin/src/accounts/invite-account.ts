import type { InvitationDraft } from '@postern/contract'
import {
  type Account,
  type ActContext,
  accountId,
  NO_TENANT,
  newUuid,
  normalEmail,
} from '@postern/domain'
import { appendAudit, type Db, insertAccount, withTenant } from '@postern/store'
import { type LinkDeps, type MadeLink, makeLink } from '../welcome/make-link.ts'
import type { Realm } from './get-account.ts'
import { showAccount } from './show-account.ts'

export type AccountDeps = LinkDeps & { readonly db: Db; readonly clock: () => number }

export interface LinkedAccount extends MadeLink {
  readonly account: Account
}

/** Makes an account for somebody, with the link by which they take it up. Throws `account-exists`. */
export async function inviteAccount(
  deps: AccountDeps,
  { tenant }: Realm,
  { email, name, role }: InvitationDraft,
  context: ActContext,
): Promise<LinkedAccount> {
  const { nowMs } = context
  const account: Account = {
    id: accountId(newUuid(nowMs)),
    email: normalEmail(email),
    name,
    role,
    tenantId: tenant?.id,
    state: 'invited',
    roleFrom: 'here',
    signsInWith: undefined,
    createdAt: new Date(nowMs),
    signedInAt: undefined,
  }
  const chain = tenant?.id ?? NO_TENANT
  return withTenant(deps.db, chain, async (own) => {
    await insertAccount(own, account)
    const made = await makeLink(deps, own, 'invitation', account.id, nowMs)
    await appendAudit(own, chain, context, {
      action: 'account.invite',
      target: { kind: 'account', id: account.id },
      after: showAccount(account),
    })
    return { account, ...made }
  })
}
