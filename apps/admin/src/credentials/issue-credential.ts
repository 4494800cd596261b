import { type CredentialDraft, DEFAULT_EXPIRES_IN, NEVER } from '@postern/contract'
import {
  type ActContext,
  ALL_NAMESPACES,
  apiKeyKindFor,
  type Credential,
  credentialId,
  parseDuration,
  type Tenant,
} from '@postern/domain'
import { issueApiKey, type KeyHasher } from '@postern/server'
import {
  appendAudit,
  type Db,
  insertCredential,
  listNamespaces,
  type TenantDb,
  withTenant,
} from '@postern/store'
import { invalidRequest } from '../invalid-request.ts'
import { showCredential } from './show-credential.ts'

export interface IssuedCredential {
  readonly credential: Credential
  /** The API key itself, for its owner's eyes; it cannot be shown again. */
  readonly key: string
}

/** Makes a credential with its API key. Throws `request-invalid` for a namespace that the tenant does not have. */
export async function issueCredential(
  { db, hasher }: { readonly db: Db; readonly hasher: KeyHasher },
  tenant: Tenant,
  draft: CredentialDraft,
  context: ActContext,
): Promise<IssuedCredential> {
  const { nowMs } = context
  const kind = apiKeyKindFor(draft.scopes)
  const issued = issueApiKey(hasher, kind, tenant.id, nowMs)
  const credential: Credential = {
    tenantId: tenant.id,
    id: credentialId(issued.keyId),
    kind,
    name: draft.name,
    scopes: draft.scopes,
    namespaces: draft.namespaces,
    openMetrics: draft.openMetrics ?? false,
    createdAt: new Date(nowMs),
    expiresAt: expiry(draft.expiresIn ?? DEFAULT_EXPIRES_IN, nowMs),
    revokedAt: undefined,
    lastUsedAt: undefined,
  }
  await withTenant(db, tenant.id, async (own) => {
    await refuseUnknownNamespaces(own, tenant, draft.namespaces)
    await insertCredential(own, credential, issued.secret)
    await appendAudit(own, tenant.id, context, {
      action: 'credential.create',
      target: { kind: 'credential', id: credential.id },
      after: showCredential(credential),
    })
  })
  return { credential, key: issued.text }
}

const DAY_MS = 24 * 60 * 60 * 1_000

// Beyond this nobody means a duration; who wants no end says so.
const MAX_LIFE_MS = 100 * 365 * DAY_MS

function expiry(expiresIn: string, nowMs: number): Date | undefined {
  if (expiresIn === NEVER) return undefined
  const lifeMs = parseDuration(expiresIn) ?? 0
  if (lifeMs <= 0 || lifeMs > MAX_LIFE_MS) {
    throw invalidRequest(
      'body',
      '/expiresIn',
      `must be more than 0s and at most 100y, or "${NEVER}"`,
    )
  }
  return new Date(nowMs + lifeMs)
}

async function refuseUnknownNamespaces(
  own: TenantDb,
  tenant: Tenant,
  wanted: readonly string[],
): Promise<void> {
  const existing = await listNamespaces(own, tenant.id)
  const known = new Set([ALL_NAMESPACES, ...existing.map((namespace) => namespace.name)])
  const index = wanted.findIndex((name) => !known.has(name))
  if (index !== -1) {
    throw invalidRequest(
      'body',
      `/namespaces/${index}`,
      `is no namespace of the tenant: "${wanted[index]}"`,
    )
  }
}
