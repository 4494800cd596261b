import { createTenant, issueCredential } from '@postern/admin'
import { ALL_NAMESPACES, DEFAULT_NAMESPACE, NIL_UUID, operatorKeyId } from '@postern/domain'
import { issueApiKey, type KeyHasher } from '@postern/server'
import { type Db, findTenantBySlug, insertOperatorKey } from '@postern/store'
import type { Credentials } from './credentials-file.ts'

const FIRST_TENANT = { slug: 'default', name: 'Default' }

export interface FirstKeysDeps {
  /** Connected as the role postern_admin. */
  readonly db: Db
  readonly hasher: KeyHasher
}

/**
 * Makes the first tenant and one key of each kind, none of which expires. Called again after a crash in between, it
 * makes other keys; those that nobody got to see then stay behind, of no use to anybody.
 */
export async function makeFirstKeys(
  deps: FirstKeysDeps,
  nowMs: number,
): Promise<Omit<Credentials, 'apiUrl' | 'adminUrl'>> {
  const tenant =
    (await findTenantBySlug(deps.db, FIRST_TENANT.slug)) ??
    (await createTenant(deps.db, FIRST_TENANT, nowMs))
  const pushKey = await issueCredential(
    deps,
    tenant,
    {
      name: 'first push key',
      scopes: ['push', 'delete'],
      namespaces: [DEFAULT_NAMESPACE],
      expiresIn: 'never',
    },
    nowMs,
  )
  const scrapeKey = await issueCredential(
    deps,
    tenant,
    {
      name: 'first scrape key',
      scopes: ['scrape', 'read'],
      namespaces: [ALL_NAMESPACES],
      expiresIn: 'never',
    },
    nowMs,
  )
  return {
    operatorKey: await makeOperatorKey(deps, nowMs),
    tenant: tenant.slug,
    pushKey: pushKey.key,
    scrapeKey: scrapeKey.key,
  }
}

async function makeOperatorKey({ db, hasher }: FirstKeysDeps, nowMs: number): Promise<string> {
  const issued = issueApiKey(hasher, 'operator', NIL_UUID, nowMs)
  const key = {
    id: operatorKeyId(issued.keyId),
    name: 'first operator key',
    createdAt: new Date(nowMs),
    expiresAt: undefined,
    revokedAt: undefined,
  }
  await insertOperatorKey(db, key, issued.secret)
  return issued.text
}
