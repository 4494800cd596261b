import type { CredentialDraft } from '@postern/contract'
import {
  type ActContext,
  apiKeyKindFor,
  type Credential,
  credentialId,
  newCredential,
  type Tenant,
} from '@postern/domain'
import { issueApiKey, type KeyHasher } from '@postern/server'
import { appendAudit, type Db, insertCredential, withTenant } from '@postern/store'
import { checkDraft } from './check-draft.ts'
import { keyExpiry } from './key-expiry.ts'
import { showCredential } from './show-credential.ts'

export interface IssuedCredential {
  readonly credential: Credential
  /** The API key itself, for its owner's eyes; it cannot be shown again. */
  readonly key: string
}

/** Makes a credential with its API key. Throws `request-invalid` for what the tenant does not have or allow. */
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
    ...newCredential,
    tenantId: tenant.id,
    id: credentialId(issued.keyId),
    kind,
    name: draft.name,
    scopes: draft.scopes,
    namespaces: draft.namespaces,
    openMetrics: draft.openMetrics ?? false,
    note: draft.note ?? '',
    metadata: draft.metadata ?? {},
    labelRules: draft.labelRules ?? {},
    sourceNetworks: draft.sourceNetworks ?? [],
    clientCertificates: draft.clientCertificates ?? [],
    createdAt: new Date(nowMs),
    expiresAt: keyExpiry(tenant, draft.expiresIn, nowMs),
  }
  await withTenant(db, tenant.id, async (own) => {
    await checkDraft(own, tenant, draft)
    await insertCredential(own, credential, issued.secret)
    await appendAudit(own, tenant.id, context, {
      action: 'credential.create',
      target: { kind: 'credential', id: credential.id },
      after: showCredential(credential),
    })
  })
  return { credential, key: issued.text }
}
