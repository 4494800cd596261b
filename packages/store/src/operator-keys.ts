/** Keys of scripts that administer Postern, or one tenant. Global, seen by the admin role alone. */
import {
  NO_TENANT,
  type OperatorKeyId,
  operatorKeyId,
  type Role,
  type TenantId,
} from '@postern/domain'
import type { Selectable } from 'kysely'
import { reachOf } from './account-rows.ts'
import type { Db } from './connect.ts'
import type { SecretHash } from './credentials.ts'
import type { OperatorKeyTable } from './database.ts'

export interface OperatorKey {
  readonly id: OperatorKeyId
  readonly name: string
  readonly role: Role
  /** The only tenant within reach, with its slug; `undefined` for all. */
  readonly tenant: { readonly id: TenantId; readonly slug: string } | undefined
  readonly createdAt: Date
  /** `undefined` for never. */
  readonly expiresAt: Date | undefined
  readonly revokedAt: Date | undefined
  /** When it was last used; up to a minute late. */
  readonly usedAt: Date | undefined
}

export type StoredOperatorKey = OperatorKey & { readonly secret: SecretHash }

export async function insertOperatorKey(
  db: Db,
  key: OperatorKey,
  secret: SecretHash,
): Promise<void> {
  await db
    .insertInto('operator_keys')
    .values({
      id: key.id,
      name: key.name,
      secret_hash: secret.hash,
      pepper_id: secret.pepperId,
      role: key.role,
      reach: key.tenant?.id ?? NO_TENANT,
      created_at: key.createdAt,
      expires_at: key.expiresAt ?? null,
      revoked_at: null,
    })
    .execute()
}

export async function findOperatorKey(
  db: Db,
  id: OperatorKeyId,
): Promise<StoredOperatorKey | undefined> {
  const row = await withSlugs(db).where('operator_keys.id', '=', id).executeTakeFirst()
  return row && toKey(row)
}

/** In the order in which they were made, ended ones too. */
export async function listOperatorKeys(
  db: Db,
  page: { readonly limit: number; readonly after: OperatorKeyId | undefined },
): Promise<OperatorKey[]> {
  const rows = await withSlugs(db)
    .$if(page.after !== undefined, (qb) => qb.where('operator_keys.id', '>', page.after ?? ''))
    .orderBy('operator_keys.id')
    .limit(page.limit)
    .execute()
  return rows.map(toKey)
}

/** Ends a key; an earlier end stays. */
export async function revokeOperatorKey(db: Db, id: OperatorKeyId, at: Date): Promise<void> {
  await db
    .updateTable('operator_keys')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

/** When a tenant is purged nothing is left for its keys to do. */
export async function revokeOperatorKeysOf(db: Db, tenant: TenantId, at: Date): Promise<void> {
  await db
    .updateTable('operator_keys')
    .set({ revoked_at: at })
    .where('reach', '=', tenant)
    .where('revoked_at', 'is', null)
    .execute()
}

export async function touchOperatorKey(db: Db, id: OperatorKeyId, at: Date): Promise<void> {
  await db.updateTable('operator_keys').set({ used_at: at }).where('id', '=', id).execute()
}

function withSlugs(db: Db) {
  return db
    .selectFrom('operator_keys')
    .leftJoin('tenants', 'tenants.id', 'operator_keys.reach')
    .selectAll('operator_keys')
    .select('tenants.slug')
}

function toKey(row: Selectable<OperatorKeyTable> & { slug: string | null }): StoredOperatorKey {
  const tenantId = reachOf(row.reach)
  return {
    id: operatorKeyId(row.id),
    name: row.name,
    role: row.role,
    tenant: tenantId && { id: tenantId, slug: row.slug ?? '' },
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    usedAt: row.used_at ?? undefined,
    secret: { hash: row.secret_hash, pepperId: row.pepper_id },
  }
}
