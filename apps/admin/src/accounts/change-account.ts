import { type Account, type AccountId, NO_TENANT, Problem, type TenantId } from '@postern/domain'
import { type Db, lockSystemAdmins, type TenantDb, withTenant } from '@postern/store'
import { getAccount, lockAccountIn, type Realm } from './get-account.ts'

/** Changes an account that nobody else changes meanwhile, in the chain of its tenant. Throws `account-not-found`. */
export async function changeAccount<T>(
  db: Db,
  realm: Realm,
  id: string,
  change: (own: TenantDb, before: Account, chain: TenantId) => Promise<T>,
): Promise<T> {
  const { tenantId } = await getAccount(db, realm, id)
  const chain = tenantId ?? NO_TENANT
  return withTenant(db, chain, async (own) => {
    // All of them before any one, always in the same order: two admins who demote each other wait and do not deadlock.
    const admins = tenantId ? [] : await lockSystemAdmins(own)
    const before = await lockAccountIn(own, realm, id)
    const result = await change(own, before, chain)
    await refuseNobodyLeft(own, admins)
    return result
  })
}

/** Throws `last-admin` when there were some before, and none after. */
async function refuseNobodyLeft(own: TenantDb, before: readonly AccountId[]): Promise<void> {
  if (before.length === 0) return
  const after = await lockSystemAdmins(own)
  if (after.length > 0) return
  throw new Problem('last-admin', 'this is the last system admin; make another one first')
}
