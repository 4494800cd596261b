import { type Account, accountId, NO_TENANT, type TenantId, tenantId } from '@postern/domain'
import type { Selectable } from 'kysely'
import type { AccountTable } from './database.ts'

/** All that is no secret, and whether there is a password. */
export const accountColumns = [
  'id',
  'email',
  'name',
  'role',
  'reach',
  'state',
  'role_from',
  'password_work',
  'issuer',
  'created_at',
  'signed_in_at',
] as const

type AccountRow = Pick<Selectable<AccountTable>, (typeof accountColumns)[number]>

export function toAccount(row: AccountRow): Account {
  return {
    id: accountId(row.id),
    email: row.email,
    name: row.name,
    role: row.role,
    tenantId: reachOf(row.reach),
    state: row.state,
    roleFrom: row.role_from,
    signsInWith: signInWay(row),
    createdAt: row.created_at,
    signedInAt: row.signed_in_at ?? undefined,
  }
}

function signInWay({ issuer, password_work: work }: AccountRow): Account['signsInWith'] {
  if (issuer !== null) return 'provider'
  return work === null ? undefined : 'password'
}

/** The nil UUID stands for all tenants. */
export function reachOf(reach: string): TenantId | undefined {
  return reach === NO_TENANT ? undefined : tenantId(reach)
}
