import type * as contract from '@postern/contract'
import { tenantId } from '@postern/domain'
import { type Db, listTenants as readTenants } from '@postern/store'
import type { Caller } from '../access/caller.ts'
import { type PageQuery, readPage } from '../page.ts'
import { getTenant } from './get-tenant.ts'
import { showTenant } from './show-tenant.ts'

/** All tenants, or to who is bound to one that one alone. */
export async function listTenants(
  db: Db,
  caller: Pick<Caller, 'tenant'> | undefined,
  query: PageQuery,
): Promise<contract.Reply<typeof contract.listTenants>> {
  if (!caller) throw new Error('tenants are listed to nobody unknown')
  const { tenant: own } = caller
  const { items, next } = await readPage(query, async ({ limit, after }) => {
    if (own) return after === undefined ? [await getTenant(db, own.slug)] : []
    return readTenants(db, { limit, after: after === undefined ? undefined : tenantId(after) })
  })
  return { tenants: items.map(showTenant), ...next }
}
