import type * as contract from '@postern/contract'
import { tenantId } from '@postern/domain'
import { type Db, listTenants as readTenants } from '@postern/store'
import { type PageQuery, readPage } from '../page.ts'
import { showTenant } from './show-tenant.ts'

export async function listTenants(
  db: Db,
  query: PageQuery,
): Promise<contract.Reply<typeof contract.listTenants>> {
  const { items, next } = await readPage(query, ({ limit, after }) =>
    readTenants(db, { limit, after: after === undefined ? undefined : tenantId(after) }),
  )
  return { tenants: items.map(showTenant), ...next }
}
