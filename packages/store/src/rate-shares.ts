/** How replicas share a rate: each says what it was asked for, and hears what the others were. */
import type { TenantId } from '@postern/domain'
import { sql } from 'kysely'
import type { TenantDb } from './with-tenant.ts'

export interface RateReport {
  /** Units asked for a second. */
  readonly demand: number
  /** How full the bucket is, 0 to 1. */
  readonly fill: number
}

/** What the other replicas last said of a rate, together. */
export interface OtherReplicas {
  readonly replicas: number
  readonly demand: number
  /** Of the emptiest of their buckets. */
  readonly fill: number
}

/** Says how it stands with some rates of a tenant, until when that holds; an earlier word of the replica is replaced. */
export async function reportRates(
  db: TenantDb,
  tenantId: TenantId,
  replicaId: string,
  reports: ReadonlyMap<string, RateReport>,
  validUntil: Date,
): Promise<void> {
  const values = [...reports.values()]
  await sql`
    insert into rate_shares (tenant_id, rate, replica_id, demand, fill, valid_until)
    select ${tenantId}::uuid, report.rate, ${replicaId}::uuid, report.demand, report.fill, ${validUntil}::timestamptz
      from unnest(${[...reports.keys()]}::text[], ${values.map(({ demand }) => demand)}::float8[],
        ${values.map(({ fill }) => fill)}::float8[]) as report (rate, demand, fill)
    on conflict (tenant_id, rate, replica_id) do update
      set demand = excluded.demand, fill = excluded.fill, valid_until = excluded.valid_until
  `.execute(db)
}

/** What other replicas said of these rates and still holds; a rate that no other one has is not in the answer. */
export async function readOtherRates(
  db: TenantDb,
  tenantId: TenantId,
  replicaId: string,
  rates: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, OtherReplicas>> {
  const { rows } = await sql<OtherReplicas & { rate: string }>`
    select rate, count(*)::int as replicas, sum(demand) as demand, min(fill) as fill
      from rate_shares
      where tenant_id = ${tenantId}::uuid and rate = any(${rates}::text[])
        and replica_id <> ${replicaId}::uuid and valid_until > ${now}::timestamptz
      group by rate
  `.execute(db)
  return new Map(rows.map(({ rate, ...others }) => [rate, others]))
}

/** Removes what replicas said long ago. */
export async function purgeRates(db: TenantDb, tenantId: TenantId, before: Date): Promise<void> {
  await db
    .deleteFrom('rate_shares')
    .where('tenant_id', '=', tenantId)
    .where('valid_until', '<', before)
    .execute()
}
