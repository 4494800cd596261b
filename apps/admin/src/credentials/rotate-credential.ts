import { DEFAULT_OVERLAP, type RotationDraft } from '@postern/contract'
import {
  type ActContext,
  type Credential,
  credentialId,
  isLive,
  isUuid,
  lineageOf,
  newCredential,
  Problem,
  parseDuration,
  type Tenant,
} from '@postern/domain'
import { issueApiKey, type KeyHasher } from '@postern/server'
import {
  appendAudit,
  type Db,
  insertCredential,
  lockCredential,
  replaceCredential,
  revokeCredential,
  type TenantDb,
  withTenant,
} from '@postern/store'
import { invalidRequest } from '../invalid-request.ts'
import { credentialNotFound } from './credential-not-found.ts'
import type { IssuedCredential } from './issue-credential.ts'
import { successorExpiry } from './key-expiry.ts'
import { showCredential } from './show-credential.ts'

const MAX_OVERLAP_MS = 7 * 24 * 60 * 60 * 1_000

/**
 * Makes a successor with the same rights. The old key ends after the overlap, which begins now or when the successor is
 * first seen. Throws `credential-not-found`, `credential-ended`, and `rotation-pending` while it is being replaced
 * already, unless that is to be replaced too.
 */
export async function rotateCredential(
  { db, hasher }: { readonly db: Db; readonly hasher: KeyHasher },
  tenant: Tenant,
  id: string,
  draft: RotationDraft,
  context: ActContext,
): Promise<IssuedCredential> {
  if (!isUuid(id)) throw credentialNotFound()
  const overlapMs = overlapOf(draft)
  return withTenant(db, tenant.id, async (own) => {
    const old = await lockCredential(own, tenant.id, credentialId(id))
    if (!old) throw credentialNotFound()
    const { nowMs } = context
    refuseEnded(old, nowMs)
    await settlePending(own, old, draft, context)
    const issued = issueApiKey(hasher, old.kind, tenant.id, nowMs)
    const credential = successorOf(old, tenant, issued.keyId, nowMs)
    await insertCredential(own, credential, issued.secret)
    await replaceCredential(own, old, credential.id, retirement(draft, overlapMs, nowMs))
    await appendAudit(own, tenant.id, context, {
      action: 'credential.rotate',
      target: { kind: 'credential', id: old.id },
      before: showCredential(old),
      after: showCredential(credential),
    })
    return { credential, key: issued.text }
  })
}

function overlapOf({ overlap }: RotationDraft): number {
  const ms = parseDuration(overlap ?? DEFAULT_OVERLAP) ?? 0
  if (ms <= MAX_OVERLAP_MS) return ms
  throw invalidRequest('body', '/overlap', 'must be at most 7d')
}

function refuseEnded(old: Credential, nowMs: number): void {
  if (isLive(old, new Date(nowMs))) return
  throw new Problem('credential-ended', 'the credential has ended; issue a new one')
}

/** A successor that nobody may have got yet goes, when the caller says so; otherwise there is one rotation at a time. */
async function settlePending(
  own: TenantDb,
  old: Credential,
  { replace }: RotationDraft,
  context: ActContext,
): Promise<void> {
  if (!old.rotatedTo) return
  if (replace !== true) {
    throw new Problem(
      'rotation-pending',
      `the credential is being replaced by ${old.rotatedTo}; send "replace": true to revoke that one`,
    )
  }
  const pending = await lockCredential(own, old.tenantId, old.rotatedTo)
  if (!pending || pending.revokedAt) return
  const at = new Date(context.nowMs)
  await revokeCredential(own, old.tenantId, pending.id, at)
  await appendAudit(own, old.tenantId, context, {
    action: 'credential.revoke',
    target: { kind: 'credential', id: pending.id },
    before: showCredential(pending),
    after: showCredential({ ...pending, revokedAt: at }),
  })
}

function successorOf(old: Credential, tenant: Tenant, id: string, nowMs: number): Credential {
  const lifeMs = old.expiresAt && old.expiresAt.getTime() - old.createdAt.getTime()
  return {
    ...old,
    ...newCredential,
    note: old.note,
    metadata: old.metadata,
    labelRules: old.labelRules,
    sourceNetworks: old.sourceNetworks,
    clientCertificates: old.clientCertificates,
    id: credentialId(id),
    lineageId: lineageOf(old),
    rotatedFrom: old.id,
    createdAt: new Date(nowMs),
    expiresAt: successorExpiry(tenant, lifeMs, nowMs),
  }
}

function retirement({ activate }: RotationDraft, overlapMs: number, nowMs: number) {
  if (activate === 'on_first_use') return { afterFirstUseSeconds: overlapMs / 1_000 }
  return { at: new Date(nowMs + overlapMs) }
}
