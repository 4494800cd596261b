import type * as contract from '@postern/contract'
import { credentialId, type Tenant } from '@postern/domain'
import { type Db, listCredentials as readCredentials, withTenant } from '@postern/store'
import { readPage } from '../page.ts'
import { showCredential } from './show-credential.ts'

export async function listCredentials(
  db: Db,
  tenant: Tenant,
  { order, search, ended = true, ...query }: contract.CredentialQuery,
  nowMs: number,
): Promise<contract.Reply<typeof contract.listCredentials>> {
  const filter = { search, liveAt: ended ? undefined : new Date(nowMs) }
  const { items, next } = await readPage(query, ({ limit, after: last }) => {
    const after = last === undefined ? undefined : credentialId(last)
    const page = { limit, after, isBackward: order === 'newest' }
    return withTenant(db, tenant.id, (own) => readCredentials(own, tenant.id, page, filter))
  })
  return { credentials: items.map(showCredential), ...next }
}
