import { createTenant, issueCredential } from '@postern/admin'
import {
  ALL_NAMESPACES,
  DEFAULT_NAMESPACE,
  NIL_UUID,
  NO_TENANT,
  operatorKeyId,
  systemContext,
  type Tenant,
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
  const tenant = await firstTenant(deps.db, context)
  // Somebody may have made the tenant's rules stricter since.
  const life = tenant.keysMayNeverExpire ? ({ expiresIn: 'never' } as const) : {}
  const pushKey = await issueCredential(
    deps,
    tenant,
    {
      name: 'first push key',
      scopes: ['push', 'delete'],
      namespaces: [DEFAULT_NAMESPACE],
      ...life,
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
      ...life,
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

/** The one of that slug or, where that was deleted or suspended since, one beside it: slugs are not given out again. */
async function firstTenant(db: Db, context: ReturnType<typeof systemContext>): Promise<Tenant> {
  for (let count = 1; ; count++) {
    const slug = count === 1 ? FIRST_TENANT.slug : `${FIRST_TENANT.slug}-${count}`
    const found = await findTenantBySlug(db, slug)
    if (!found) return createTenant(db, { ...FIRST_TENANT, slug }, context)
    if (found.state === 'active') return found
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
