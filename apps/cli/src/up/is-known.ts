import { credentialId, operatorKeyId, parseApiKey, tenantId } from '@postern/domain'
import { findCredentials, findOperatorKey, withTenant } from '@postern/store'
import type { Credentials } from './credentials-file.ts'
import type { FirstKeysDeps } from './first-keys.ts'

/**
 * Whether the keys are this database's, hashed with our pepper. One is proof enough: others may have been removed
 * since, and revoked ones are known too.
 */
export async function isKnown(deps: FirstKeysDeps, kept: Credentials): Promise<boolean> {
  if (await knowsOperatorKey(deps, kept.operatorKey)) return true
  return (await knowsTenantKey(deps, kept.pushKey)) || knowsTenantKey(deps, kept.scrapeKey)
}

async function knowsOperatorKey({ db, hasher }: FirstKeysDeps, text: string): Promise<boolean> {
  const key = parseApiKey(text)
  if (!key) return false
  const stored = await findOperatorKey(db, operatorKeyId(key.keyId))
  return hasher.matches(key.secret, stored?.secret)
}

async function knowsTenantKey({ db, hasher }: FirstKeysDeps, text: string): Promise<boolean> {
  const key = parseApiKey(text)
  if (!key) return false
  const tenant = tenantId(key.tenantId)
  const [stored] = await withTenant(db, tenant, (own) =>
    findCredentials(own, tenant, [credentialId(key.keyId)]),
  )
  return hasher.matches(key.secret, stored?.secret)
}
