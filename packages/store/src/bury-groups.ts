import type { TenantId } from '@postern/domain'
import { type RawBuilder, sql } from 'kysely'
import type { TenantDb } from './with-tenant.ts'

/** With which version groups go, and when: in microseconds since 1970. */
export interface Burial {
  readonly version: number
  readonly atMicros: number
}

/**
 * Makes tombstones of the tenant's groups that the condition chooses, and leaves nothing else of them. Needs the lock of
 * `lockHead`; the version is the caller's to set. Returns how many there were.
 */
export async function buryGroups(
  db: TenantDb,
  tenantId: TenantId,
  { version, atMicros }: Burial,
  which: RawBuilder<unknown>,
): Promise<number> {
  const result = await sql`
    update groups set content = null, version = ${version}::bigint,
        deleted_at = to_timestamp(${atMicros / 1e6}::float8),
        pushed_at = null, failed_at = null, previous_pushed_at = null,
        expires_at = null, header_ttl_ms = null, group_ttl_ms = null, expiry_rule = null, expiry_is_cut = false,
        content_version = null, expiry_version = null, families = null, series = null, content_bytes = null,
        last_credential_id = null, last_address = null, last_user_agent = null, last_error = null,
        owner = null, last_writer = null, contested_at = null
      where tenant_id = ${tenantId}::uuid and deleted_at is null and ${which}
  `.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}
