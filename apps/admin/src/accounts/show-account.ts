import type * as contract from '@postern/contract'
import type { Account } from '@postern/domain'

/** As the audit keeps it: without the tenant, in whose chain it is. */
export function showAccount(account: Account): Omit<contract.Account, 'tenant'> {
  return {
    id: account.id,
    email: account.email,
    name: account.name,
    role: account.role,
    state: account.state,
    signsInWith: account.signsInWith ?? null,
    roleFrom: account.roleFrom,
    createdAt: account.createdAt.toISOString(),
    signedInAt: account.signedInAt?.toISOString() ?? null,
  }
}

/** As an answer has it. */
export function showAccountOf(account: Account, slug: string | undefined): contract.Account {
  return { ...showAccount(account), tenant: slug ?? null }
}

/** What somebody said of it: that the person signed in does not change it. */
export function accountState(account: Account): object {
  return { ...showAccount(account), signedInAt: null }
}
