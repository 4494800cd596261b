import type { Credential, CredentialId, Scope, TenantId } from '@postern/domain'
import { apiKeyKinds, credentialId, scopes, tenantId } from '@postern/domain'
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { CredentialTable } from './database.ts'
import type { TenantDb } from './with-tenant.ts'

/** How the secret of a key is held: its keyed hash, and which pepper made it. */
export interface SecretHash {
  readonly hash: Buffer
  readonly pepperId: string
}

export type StoredCredential = Credential & { readonly secret: SecretHash }

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
      secret_hash: secret.hash,
      pepper_id: secret.pepperId,
      created_at: credential.createdAt,
      expires_at: credential.expiresAt ?? null,
      revoked_at: null,
    })
    .execute()
}

/** Credentials in the order in which they were made, after the one with that id. */
export async function listCredentials(
  db: TenantDb,
  tenant: TenantId,
  page: { readonly limit: number; readonly after: CredentialId | undefined },
): Promise<Credential[]> {
  const rows = await credentialRows(db, tenant)
    .$if(page.after !== undefined, (qb) => qb.where('credentials.id', '>', page.after ?? ''))
    .orderBy('credentials.id')
    .limit(page.limit)
    .execute()
  return rows.map(toCredential)
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
  return result.numUpdatedRows === 1n
}

/** Moves the last use of each credential forward, never back: one statement for a whole batch. */
export async function recordUses(
  db: TenantDb,
  tenant: TenantId,
  uses: ReadonlyMap<CredentialId, Date>,
): Promise<void> {
  const ids = [...uses.keys()]
  const times = [...uses.values()]
  await sql`
    insert into credential_uses (tenant_id, credential_id, last_used_at)
    select ${tenant}::uuid, used.id, used.at
      from unnest(${ids}::uuid[], ${times}::timestamptz[]) as used (id, at)
    on conflict (tenant_id, credential_id) do update
      set last_used_at = greatest(credential_uses.last_used_at, excluded.last_used_at)
  `.execute(db)
}

function credentialRows(db: TenantDb, tenant: TenantId) {
  return db
    .selectFrom('credentials')
    .leftJoin('credential_uses', (join) =>
      join
        .onRef('credential_uses.tenant_id', '=', 'credentials.tenant_id')
        .onRef('credential_uses.credential_id', '=', 'credentials.id'),
    )
    .select([
      'credentials.tenant_id',
      'id',
      'kind',
      'name',
      'scopes',
      'namespaces',
      'open_metrics',
      'created_at',
      'expires_at',
      'revoked_at',
      'last_used_at',
    ])
    .where('credentials.tenant_id', '=', tenant)
}

type CredentialRow = Omit<Selectable<CredentialTable>, 'secret_hash' | 'pepper_id'> & {
  last_used_at: Date | null
}

function toCredential(row: CredentialRow): Credential {
  return {
    tenantId: tenantId(row.tenant_id),
    id: credentialId(row.id),
    kind: apiKeyKinds.find((kind) => kind === row.kind) ?? 'key',
    name: row.name,
    scopes: row.scopes.filter(isScope),
    namespaces: row.namespaces,
    openMetrics: row.open_metrics,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}

/** A newer release may know more scopes; this one grants only those that it knows. */
function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text)
}
