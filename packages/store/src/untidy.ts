import { type TenantId, tenantId as toTenantId } from '@postern/domain'
import { sql } from 'kysely'
import type { Db } from './connect.ts'
import { type DatabaseClock, findHead, momentOf } from './heads.ts'
import type { TenantDb } from './with-tenant.ts'

/** What of a tenant's groups waits to be put in order. */
export interface Untidiness {
  /** Retention changed, and not all groups know. */
  readonly mustRecompute: boolean
  readonly hasEnded: boolean
  readonly hasTombstones: boolean
}

/** Whether there is anything to do, for little more than asking. `tombstoneLifeMs`: younger ones may stay. */
export async function findUntidiness(
  db: TenantDb,
  tenantId: TenantId,
  tombstoneLifeMs: number,
  clock?: DatabaseClock,
): Promise<Untidiness> {
  const head = await findHead(db, tenantId)
  if (!head) return { mustRecompute: false, hasEnded: false, hasTombstones: false }
  const seconds = momentOf(head, clock) / 1e6
  const { rows } = await sql<{ has_ended: boolean; has_tombstones: boolean }>`
    select
      exists (select from groups where tenant_id = ${tenantId}::uuid and deleted_at is null
        and expires_at <= to_timestamp(${seconds}::float8)) as has_ended,
      exists (select from groups where tenant_id = ${tenantId}::uuid
        and deleted_at < to_timestamp(${seconds - tombstoneLifeMs / 1_000}::float8)) as has_tombstones
  `.execute(db)
  return {
    mustRecompute: head.recomputedVersion < head.retentionVersion,
    hasEnded: rows[0]?.has_ended ?? false,
    hasTombstones: rows[0]?.has_tombstones ?? false,
  }
}

/** Ids of tenants by slug, after that slug; some of them may be gone. Any role may know them: they open nothing. */
export async function listTenantIds(
  db: Db,
  page: { readonly afterSlug: string; readonly limit: number },
): Promise<{ readonly slug: string; readonly id: TenantId }[]> {
  const rows = await db
    .selectFrom('tenant_slugs')
    .select(['slug', 'tenant_id'])
    .where('slug', '>', page.afterSlug)
    .orderBy('slug')
    .limit(page.limit)
    .execute()
  return rows.map((row) => ({ slug: row.slug, id: toTenantId(row.tenant_id) }))
}
