import type { CredentialId, TenantId } from '@postern/domain'
import { sql } from 'kysely'
import type { TenantDb } from './with-tenant.ts'

/** A use of a credential: when, whence and by what. */
export interface CredentialUse {
  readonly at: Date
  readonly addressPrefix?: string | undefined
  readonly userAgent?: string | undefined
}

/** Moves the last use of each credential forward, never back: one statement for a whole batch. */
export async function recordUses(
  db: TenantDb,
  tenant: TenantId,
  uses: ReadonlyMap<CredentialId, CredentialUse>,
): Promise<void> {
  const ids = [...uses.keys()]
  const times = [...uses.values()].map((use) => use.at)
  const prefixes = [...uses.values()].map((use) => use.addressPrefix ?? null)
  const agents = [...uses.values()].map((use) => use.userAgent ?? null)
  await sql`
    insert into credential_uses
      (tenant_id, credential_id, first_used_at, last_used_at, address_prefix, user_agent)
    select ${tenant}::uuid, used.id, used.at, used.at, used.prefix, used.agent
      from unnest(${ids}::uuid[], ${times}::timestamptz[], ${prefixes}::text[], ${agents}::text[])
        as used (id, at, prefix, agent)
    on conflict (tenant_id, credential_id) do update
      set first_used_at = least(credential_uses.first_used_at, excluded.first_used_at),
        last_used_at = greatest(credential_uses.last_used_at, excluded.last_used_at),
        address_prefix = coalesce(excluded.address_prefix, credential_uses.address_prefix),
        user_agent = coalesce(excluded.user_agent, credential_uses.user_agent)
  `.execute(db)
}
