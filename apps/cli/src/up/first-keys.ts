import { createTenant, issueCredential } from '@postern/admin'
import {
  ALL_NAMESPACES,
  DEFAULT_NAMESPACE,
  NIL_UUID,
  NO_TENANT,
  operatorKeyId,
  systemContext,
} from '@postern/domain'
import { issueApiKey, type KeyHasher } from '@postern/server'
import {
  appendAudit,
  type Db,
  findTenantBySlug,
  insertOperatorKey,
  withTenant,
} from '@postern/store'
import type { Credentials } from './credentials-file.ts'

// A gateway that goes dark after a year by itself helps nobody.
const FIRST_TENANT = {
  slug: 'default',
  name: 'Default',
  maxKeyLife: null,
  keysMayNeverExpire: true,
}

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
  const context = systemContext(nowMs)
  const tenant =
    (await findTenantBySlug(deps.db, FIRST_TENANT.slug)) ??
    (await createTenant(deps.db, FIRST_TENANT, context))
  const pushKey = await issueCredential(
    deps,
    tenant,
    {
      name: 'first push key',
      scopes: ['push', 'delete'],
      namespaces: [DEFAULT_NAMESPACE],
      expiresIn: 'never',
    },
    context,
  )
  const scrapeKey = await issueCredential(
    deps,
    tenant,
    {
      name: 'first scrape key',
      scopes: ['scrape', 'discover', 'read'],
      namespaces: [ALL_NAMESPACES],
      expiresIn: 'never',
    },
    context,
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
    role: 'system-admin',
    tenant: undefined,
    createdAt: new Date(nowMs),
    expiresAt: undefined,
    revokedAt: undefined,
    usedAt: undefined,
  } as const
  await withTenant(db, NO_TENANT, async (trx) => {
    await insertOperatorKey(trx, key, issued.secret)
    await appendAudit(trx, NO_TENANT, systemContext(nowMs), {
      action: 'operator-key.create',
      target: { kind: 'operator-key', id: key.id },
      after: { name: key.name, createdAt: key.createdAt.toISOString() },
    })
  })
  return issued.text
}
