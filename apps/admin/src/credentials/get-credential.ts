import { type Credential, credentialId, isUuid, type Tenant } from '@postern/domain'
import { type Db, findCredentials, withTenant } from '@postern/store'
import { credentialNotFound } from './credential-not-found.ts'

/** Throws `credential-not-found`, also for what could be no id. */
export async function getCredential(db: Db, tenant: Tenant, id: string): Promise<Credential> {
  if (!isUuid(id)) throw credentialNotFound()
  const ids = [credentialId(id)]
  const [found] = await withTenant(db, tenant.id, (own) => findCredentials(own, tenant.id, ids))
  if (!found) throw credentialNotFound()
  return found
}
