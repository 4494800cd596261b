import { DEFAULT_EXPIRES_IN, NEVER, type OperatorKeyDraft } from '@postern/contract'
import {
  type ActContext,
  NIL_UUID,
  NO_TENANT,
  operatorKeyId,
  parseDuration,
  type Tenant,
} from '@postern/domain'
import { issueApiKey, type KeyHasher } from '@postern/server'
import {
  appendAudit,
  type Db,
  insertOperatorKey,
  type OperatorKey,
  withTenant,
} from '@postern/store'
import { invalidRequest } from '../invalid-request.ts'
import { getLivingTenant } from '../tenants/get-tenant.ts'
import { showOperatorKey } from './show-operator-key.ts'

export interface OperatorKeyDeps {
  readonly db: Db
  readonly hasher: KeyHasher
}

export interface CreatedOperatorKey {
  readonly key: OperatorKey
  /** The key itself, for its owner's eyes; it cannot be shown again. */
  readonly text: string
}

/** Makes a key for a script. Throws `tenant-not-found`, and `request-invalid` for a system admin of one tenant. */
export async function createOperatorKey(
  { db, hasher }: OperatorKeyDeps,
  draft: OperatorKeyDraft,
  context: ActContext,
): Promise<CreatedOperatorKey> {
  const { nowMs } = context
  const tenant = await tenantOf(db, draft)
  const issued = issueApiKey(hasher, 'operator', NIL_UUID, nowMs)
  const key: OperatorKey = {
    id: operatorKeyId(issued.keyId),
    name: draft.name,
    role: draft.role,
    tenant: tenant && { id: tenant.id, slug: tenant.slug },
    createdAt: new Date(nowMs),
    expiresAt: expiryOf(draft, nowMs),
    revokedAt: undefined,
    usedAt: undefined,
  }
  await withTenant(db, NO_TENANT, async (own) => {
    await insertOperatorKey(own, key, issued.secret)
    await appendAudit(own, NO_TENANT, context, {
      action: 'operator-key.create',
      target: { kind: 'operator-key', id: key.id },
      after: showOperatorKey(key),
    })
  })
  return { key, text: issued.text }
}

async function tenantOf(db: Db, { tenant, role }: OperatorKeyDraft): Promise<Tenant | undefined> {
  if (tenant === undefined || tenant === null) return undefined
  if (role === 'system-admin') {
    throw invalidRequest('body', '/role', 'must be one of a tenant, since the key is for one alone')
  }
  return getLivingTenant(db, tenant)
}

function expiryOf({ expiresIn = DEFAULT_EXPIRES_IN }: OperatorKeyDraft, nowMs: number) {
  if (expiresIn === NEVER) return undefined
  const ms = parseDuration(expiresIn)
  if (ms !== undefined && ms > 0) return new Date(nowMs + ms)
  throw invalidRequest('body', '/expiresIn', 'must be longer than nothing')
}
