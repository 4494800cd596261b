/** What a tenant did and held, by the hour. */
import type { TenantId } from '@postern/domain'
import { sql } from 'kysely'
import type { TenantDb } from './with-tenant.ts'

/** What one replica saw since it wrote last. */
export interface UsageReport {
  readonly pushes: number
  readonly samples: number
  /** Requests by the code of the problem that they were refused with. */
  readonly refusals: ReadonlyMap<string, number>
  /** What the tenant holds now; `undefined` when the replica does not know. */
  readonly held: { readonly groups: number; readonly series: number } | undefined
}

export interface UsageHour {
  readonly hour: Date
  readonly pushes: number
  readonly samples: number
  readonly groups: number
  readonly series: number
  readonly refusals: Readonly<Record<string, number>>
}

const HOUR_MS = 3_600_000

/** Adds to the hour of that moment. Any number of replicas may do so. */
export async function recordUsage(
  db: TenantDb,
  tenantId: TenantId,
  report: UsageReport,
  at: Date,
): Promise<void> {
  const hour = hourOf(at)
  const { pushes, samples, held, refusals } = report
  await sql`
    insert into usage_hours (tenant_id, hour, pushes, samples, groups, series)
    values (${tenantId}::uuid, ${hour}::timestamptz, ${pushes}, ${samples}, ${held?.groups ?? 0}, ${held?.series ?? 0})
    on conflict (tenant_id, hour) do update set
      pushes = usage_hours.pushes + excluded.pushes, samples = usage_hours.samples + excluded.samples,
      groups = coalesce(${held?.groups ?? null}::bigint, usage_hours.groups),
      series = coalesce(${held?.series ?? null}::bigint, usage_hours.series)
  `.execute(db)
  if (refusals.size === 0) return
  await sql`
    insert into usage_refusals (tenant_id, hour, code, requests)
    select ${tenantId}::uuid, ${hour}::timestamptz, refusal.code, refusal.requests
      from unnest(${[...refusals.keys()]}::text[], ${[...refusals.values()]}::bigint[]) as refusal (code, requests)
    on conflict (tenant_id, hour, code) do update set requests = usage_refusals.requests + excluded.requests
  `.execute(db)
}

/** The hours from that moment on in their order; an hour in which nothing happened is left out. */
export async function listUsage(
  db: TenantDb,
  tenantId: TenantId,
  from: Date,
): Promise<UsageHour[]> {
  const hours = await db
    .selectFrom('usage_hours')
    .select(['hour', 'pushes', 'samples', 'groups', 'series'])
    .where('tenant_id', '=', tenantId)
    .where('hour', '>=', from)
    .orderBy('hour')
    .execute()
  const refusals = await db
    .selectFrom('usage_refusals')
    .select(['hour', 'code', 'requests'])
    .where('tenant_id', '=', tenantId)
    .where('hour', '>=', from)
    .orderBy('code')
    .execute()
  const byHour = Map.groupBy(refusals, ({ hour }) => hour.getTime())
  return hours.map((row) => ({
    ...row,
    refusals: Object.fromEntries(
      (byHour.get(row.hour.getTime()) ?? []).map(({ code, requests }) => [code, requests]),
    ),
  }))
}

/** Removes the hours before that moment. */
export async function purgeUsage(db: TenantDb, tenantId: TenantId, before: Date): Promise<void> {
  for (const table of ['usage_hours', 'usage_refusals'] as const) {
    await db
      .deleteFrom(table)
      .where('tenant_id', '=', tenantId)
      .where('hour', '<', before)
      .execute()
  }
}

function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)
}
