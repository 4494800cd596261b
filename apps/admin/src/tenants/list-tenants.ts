import type * as contract from '@postern/contract'
import { tenantId } from '@postern/domain'
import { type Db, listTenants as readTenants } from '@postern/store'
import type { Caller } from '../access/caller.ts'
import { readPage } from '../page.ts'
import { showTenant } from './show-tenant.ts'

/** All tenants, or to who is bound to one that one alone; of these the ones that are searched for. */
export async function listTenants(
  db: Db,
  caller: Pick<Caller, 'tenant'> | undefined,
  { search, ...page }: contract.TenantQuery,
): Promise<contract.Reply<typeof contract.listTenants>> {
  if (!caller) throw new Error('tenants are listed to nobody unknown')
  const only = caller.tenant?.id
  const { items, next } = await readPage(page, async ({ limit, after }) => {
    // Behind the first page of one there is nothing, whatever the cursor.
    if (only !== undefined && after !== undefined) return []
    return readTenants(db, {
      limit,
      after: after === undefined ? undefined : tenantId(after),
      search,
      only,
    })
  })
  return { tenants: items.map(showTenant), ...next }
}
