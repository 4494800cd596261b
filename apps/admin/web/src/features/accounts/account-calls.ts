import type * as contract from '@postern/contract'
import type { Account, InvitationDraft, Reply } from '@postern/contract'
import type { Role } from '@postern/domain'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import type { Cursor } from '../../lib/pages.ts'

export type Linked = Reply<typeof contract.inviteAccount>

interface AccountPage {
  readonly accounts: readonly Account[]
  readonly nextCursor?: string | undefined
}

interface Change {
  readonly role?: Role
  readonly state?: 'active' | 'suspended'
}

/** The same acts on all accounts, or on those of one tenant. */
export interface AccountCalls {
  readonly queryKey: readonly string[]
  readonly roles: readonly Role[]
  readonly list: (paging: Cursor, signal: AbortSignal) => Promise<AccountPage>
  readonly invite: (draft: InvitationDraft) => Promise<Linked>
  readonly change: (id: string, change: Change) => Promise<unknown>
  readonly reset: (id: string) => Promise<Linked>
  readonly remove: (id: string) => Promise<unknown>
}

const systemRoles = ['system-admin', 'tenant-admin', 'tenant-operator', 'tenant-viewer'] as const

export const allAccounts: AccountCalls = {
  queryKey: ['accounts'],
  roles: systemRoles,
  list: (querystring, signal) => call(endpoints.listAccounts, { querystring }, { signal }),
  invite: (body) => call(endpoints.inviteAccount, { body }),
  change: (id, body) => call(endpoints.updateAccount, { params: { id }, body }),
  reset: (id) => call(endpoints.resetAccount, { params: { id } }),
  remove: (id) => call(endpoints.deleteAccount, { params: { id } }),
}

export function accountsOf(slug: string): AccountCalls {
  return {
    queryKey: ['tenant', slug, 'accounts'],
    roles: systemRoles.slice(1),
    list: (querystring, signal) =>
      call(endpoints.listTenantAccounts, { params: { slug }, querystring }, { signal }),
    invite: ({ role, ...draft }) =>
      call(endpoints.inviteTenantAccount, {
        params: { slug },
        body: { ...draft, role: withinTenant(role) },
      }),
    change: (id, { role, ...change }) =>
      call(endpoints.updateTenantAccount, {
        params: { slug, id },
        body: { ...change, ...(role === undefined ? {} : { role: withinTenant(role) }) },
      }),
    reset: (id) => call(endpoints.resetTenantAccount, { params: { slug, id } }),
    remove: (id) => call(endpoints.deleteTenantAccount, { params: { slug, id } }),
  }
}

function withinTenant(role: Role): Exclude<Role, 'system-admin'> {
  // The forms of a tenant do not offer it.
  if (role === 'system-admin') throw new Error('a tenant has no system admins')
  return role
}
