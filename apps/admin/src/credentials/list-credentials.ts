import type * as contract from '@postern/contract'
import { credentialId, type Tenant } from '@postern/domain'
import { type Db, listCredentials as readCredentials, withTenant } from '@postern/store'
import { type PageQuery, readPage } from '../page.ts'
import { showCredential } from './show-credential.ts'

export async function listCredentials(
  db: Db,
  tenant: Tenant,
  query: PageQuery,
): Promise<contract.Reply<typeof contract.listCredentials>> {
  const { items, next } = await readPage(query, ({ limit, after }) => {
    const page = { limit, after: after === undefined ? undefined : credentialId(after) }
    return withTenant(db, tenant.id, (own) => readCredentials(own, tenant.id, page))
  })
  return { credentials: items.map(showCredential), ...next }
}
