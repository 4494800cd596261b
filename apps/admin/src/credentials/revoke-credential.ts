import { credentialId, isUuid, type Tenant } from '@postern/domain'
import { type Db, revokeCredential as endCredential, withTenant } from '@postern/store'
import { credentialNotFound } from './credential-not-found.ts'

/** Ends a credential for good; one that was ended before stays as it is. Throws `credential-not-found`. */
export async function revokeCredential(
  db: Db,
  tenant: Tenant,
  id: string,
  nowMs: number,
): Promise<void> {
  if (!isUuid(id)) throw credentialNotFound()
  const at = new Date(nowMs)
  const found = await withTenant(db, tenant.id, (own) =>
    endCredential(own, tenant.id, credentialId(id), at),
  )
  if (!found) throw credentialNotFound()
}
