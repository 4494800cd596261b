import type { Credential, CredentialId, TenantId } from '@postern/domain'
import { sql } from 'kysely'
import { credentialRows, toCredential } from './credential-rows.ts'
import { raiseSettingsVersion } from './heads.ts'
import { noteKeyEnd } from './totals.ts'
import type { TenantDb } from './with-tenant.ts'

/** How the secret of a key is held: its keyed hash, and which pepper made it. */
export interface SecretHash {
  readonly hash: Buffer
  readonly pepperId: string
}

export type StoredCredential = Credential & { readonly secret: SecretHash }

/** Scrapes tell when keys end, so replicas hear of every change to that: it goes with the change. */
export async function insertCredential(
  db: TenantDb,
  credential: Credential,
  secret: SecretHash,
): Promise<void> {
  await db
    .insertInto('credentials')
    .values({
      tenant_id: credential.tenantId,
      id: credential.id,
      kind: credential.kind,
      name: credential.name,
      scopes: [...credential.scopes],
      namespaces: [...credential.namespaces],
      open_metrics: credential.openMetrics,
      note: credential.note,
      metadata: JSON.stringify(credential.metadata),
      label_rules: JSON.stringify(credential.labelRules),
      source_networks: [...credential.sourceNetworks],
      client_certificates: [...credential.clientCertificates],
      lineage_id: credential.lineageId ?? null,
      rotated_from: credential.rotatedFrom ?? null,
      rotated_to: null,
      retires_at: null,
      overlap_seconds: null,
      secret_hash: secret.hash,
      pepper_id: secret.pepperId,
      created_at: credential.createdAt,
      expires_at: credential.expiresAt ?? null,
      revoked_at: null,
    })
    .execute()
  if (!credential.expiresAt) return
  await raiseSettingsVersion(db, credential.tenantId)
  await noteKeyEnd(db, credential.tenantId, credential.expiresAt)
}

export interface CredentialPage {
  readonly limit: number
  /** The last one of the page before. */
  readonly after: CredentialId | undefined
  /** The last made first. */
  readonly isBackward?: boolean
}

/** What is not given leaves none out. */
export interface CredentialFilter {
  /** A part of the name, in whatever case, or the id. */
  readonly search?: string | undefined
  /** Those alone that may still be used then. */
  readonly liveAt?: Date | undefined
}

/** Credentials in the order in which they were made. */
export async function listCredentials(
  db: TenantDb,
  tenant: TenantId,
  { limit, after, isBackward = false }: CredentialPage,
  { search, liveAt }: CredentialFilter = {},
): Promise<Credential[]> {
  const rows = await credentialRows(db, tenant)
    .$if(after !== undefined, (qb) =>
      qb.where('credentials.id', isBackward ? '<' : '>', after ?? ''),
    )
    .$if(search !== undefined, (qb) => qb.where(isMeantBy(search ?? '')))
    .$if(liveAt !== undefined, (qb) => qb.where(isLiveAt(liveAt ?? new Date(0))))
    .orderBy('credentials.id', isBackward ? 'desc' : 'asc')
    .limit(limit)
    .execute()
  return rows.map(toCredential)
}

function isMeantBy(search: string) {
  return sql<boolean>`(strpos(lower(name), lower(${search})) > 0 or credentials.id::text = lower(${search}))`
}

/** As `endOf` of the domain says of one that was read. */
function isLiveAt(at: Date) {
  const agreed = sql`overlap_seconds * interval '1 second'`
  const retired = sql`coalesce(retires_at, successor.first_used_at + ${agreed}) <= ${at}`
  return sql<boolean>`(revoked_at is null and (expires_at <= ${at}) is not true and (${retired}) is not true)`
}

/** Those of the given ids that exist, for the check of a request. */
export async function findCredentials(
  db: TenantDb,
  tenant: TenantId,
  ids: readonly CredentialId[],
): Promise<StoredCredential[]> {
  const rows = await credentialRows(db, tenant)
    .select(['secret_hash', 'pepper_id'])
    .where(sql<boolean>`credentials.id = any(${ids}::uuid[])`)
    .execute()
  return rows.map((row) => ({
    ...toCredential(row),
    secret: { hash: row.secret_hash, pepperId: row.pepper_id },
  }))
}

/** The credential, which nobody else can change until this transaction ends. */
export async function lockCredential(
  db: TenantDb,
  tenant: TenantId,
  id: CredentialId,
): Promise<Credential | undefined> {
  const row = await credentialRows(db, tenant)
    .where('id', '=', id)
    .forUpdate('credentials')
    .executeTakeFirst()
  return row && toCredential(row)
}

/** Ends a credential at that moment; an earlier end stays. False when there is none of that id. */
export async function revokeCredential(
  db: TenantDb,
  tenant: TenantId,
  id: CredentialId,
  at: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('credentials')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
  await raiseSettingsVersion(db, tenant)
  return result.numUpdatedRows === 1n
}

/** Says which credential replaces that one, and when it then ends: at a time, or so long after the other's first use. */
export async function replaceCredential(
  db: TenantDb,
  old: Credential,
  successor: CredentialId,
  ends: { readonly at: Date } | { readonly afterFirstUseSeconds: number },
): Promise<void> {
  const end =
    'at' in ends
      ? { overlap_seconds: null, retires_at: ends.at }
      : { overlap_seconds: ends.afterFirstUseSeconds, retires_at: null }
  await db
    .updateTable('credentials')
    .set({ rotated_to: successor, ...end })
    .where('tenant_id', '=', old.tenantId)
    .where('id', '=', old.id)
    .execute()
  await raiseSettingsVersion(db, old.tenantId)
}
