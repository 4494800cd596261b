/** Which series about itself a tenant sees in its scrapes, and the keys that some of them are about. */
import { type CredentialId, credentialId, type TenantId } from '@postern/domain'
import type { TenantDb } from './with-tenant.ts'

export interface TenantSeries {
  /** What is held, and the limits. */
  readonly totals: boolean
  /** When keys expire, from some days before. */
  readonly keyExpiry: boolean
}

/** Of a tenant that did not choose: what it holds is its own to count, but an end that comes near it should see. */
const DEFAULT_SERIES: TenantSeries = { totals: false, keyExpiry: true }

export async function findTenantSeries(db: TenantDb, tenantId: TenantId): Promise<TenantSeries> {
  const row = await db
    .selectFrom('tenant_series')
    .select(['totals', 'key_expiry'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst()
  return row ? { totals: row.totals, keyExpiry: row.key_expiry } : DEFAULT_SERIES
}

/** Needs `raiseSettingsVersion` in the same transaction. */
export async function saveTenantSeries(
  db: TenantDb,
  tenantId: TenantId,
  { totals, keyExpiry }: TenantSeries,
): Promise<void> {
  const values = { totals, key_expiry: keyExpiry }
  await db
    .insertInto('tenant_series')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((oc) => oc.column('tenant_id').doUpdateSet(values))
    .execute()
}

/** A key that will end by itself. */
export interface ExpiringKey {
  readonly id: CredentialId
  readonly name: string
  /** Names, or `*`. */
  readonly namespaces: readonly string[]
  readonly expiresAt: Date
}

/** Keys that expire and are neither revoked nor replaced, by their expiry. */
export async function listExpiringKeys(db: TenantDb, tenantId: TenantId): Promise<ExpiringKey[]> {
  const rows = await db
    .selectFrom('credentials')
    .select(['id', 'name', 'namespaces', 'expires_at'])
    .where('tenant_id', '=', tenantId)
    .where('expires_at', 'is not', null)
    .where('revoked_at', 'is', null)
    .where('rotated_to', 'is', null)
    .orderBy('expires_at')
    .orderBy('id')
    .execute()
  return rows.flatMap(({ id, name, namespaces, expires_at: expiresAt }) =>
    expiresAt ? [{ id: credentialId(id), name, namespaces, expiresAt }] : [],
  )
}
