/**
 * What operators see of all tenants at once: a row a tenant, brought up to date by whoever knows more. Nothing of it is
 * of what was pushed.
 */
import { type Tenant, type TenantId, tenantId } from '@postern/domain'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Db } from './connect.ts'
import type { TenantTable } from './database.ts'
import { mentions } from './tenant-search.ts'
import { toTenant } from './tenants.ts'
import type { TenantDb } from './with-tenant.ts'

const HOUR_MS = 3_600_000

/** What one replica saw of a tenant since it reported last. */
export interface TotalsReport {
  readonly pushes: number
  readonly refusals: number
  /** What the tenant holds now; `undefined` when the replica does not know. */
  readonly held: { readonly groups: number; readonly series: number } | undefined
  /** When the first of its checks is down, or was, if nothing happens before; `undefined` for none or unknown. */
  readonly nextCheckDown: Date | undefined
}

/** Adds to the row of a tenant. Any number of replicas may do so. */
export async function recordTotals(
  db: TenantDb,
  tenant: TenantId,
  { pushes, refusals, held, nextCheckDown }: TotalsReport,
  at: Date,
): Promise<void> {
  const hour = hourOf(at)
  const before = new Date(hour.getTime() - HOUR_MS)
  const isKnown = held !== undefined
  const nextKeyEnd = await findNextKeyEnd(db, tenant, at)
  // A report may come late, and count for an hour that is no longer the last.
  const count = (name: 'pushes' | 'refusals') => {
    const column = sql.ref(`tenant_totals.${name}`)
    const added = sql.ref(`excluded.${name}`)
    return sql`case when tenant_totals.hour = excluded.hour then ${column} + ${added}
      when tenant_totals.hour < excluded.hour then ${added} else ${column} end`
  }
  const countBefore = (name: 'pushes' | 'refusals') => {
    const column = sql.ref(`tenant_totals.${name}`)
    return sql`case when tenant_totals.hour >= excluded.hour then ${sql.ref(`tenant_totals.${name}_before`)}
      when tenant_totals.hour = ${before}::timestamptz then ${column} else 0 end`
  }
  await sql`
    insert into tenant_totals (tenant_id, groups, series, pushed_at, hour,
        pushes, pushes_before, refusals, refusals_before, next_key_end, next_check_down)
      values (${tenant}::uuid, ${held?.groups ?? 0}::bigint, ${held?.series ?? 0}::bigint,
        ${pushes > 0 ? at : null}::timestamptz, ${hour}::timestamptz,
        ${pushes}::bigint, 0, ${refusals}::bigint, 0,
        ${nextKeyEnd ?? null}::timestamptz, ${nextCheckDown ?? null}::timestamptz)
    on conflict (tenant_id) do update set
      groups = case when ${isKnown} then excluded.groups else tenant_totals.groups end,
      series = case when ${isKnown} then excluded.series else tenant_totals.series end,
      next_check_down = case when ${isKnown} then excluded.next_check_down else tenant_totals.next_check_down end,
      next_key_end = excluded.next_key_end,
      pushed_at = coalesce(excluded.pushed_at, tenant_totals.pushed_at),
      hour = greatest(tenant_totals.hour, excluded.hour),
      pushes = ${count('pushes')}, pushes_before = ${countBefore('pushes')},
      refusals = ${count('refusals')}, refusals_before = ${countBefore('refusals')}
  `.execute(db)
}

/** When the next key of the tenant ends that nobody has replaced yet. */
export async function findNextKeyEnd(
  db: TenantDb,
  tenant: TenantId,
  now: Date,
): Promise<Date | undefined> {
  const row = await db
    .selectFrom('credentials')
    .select(({ fn }) => fn.min('expires_at').as('end'))
    .where('tenant_id', '=', tenant)
    .where('revoked_at', 'is', null)
    .where('rotated_to', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.end ?? undefined
}

/** A key that ends at a time. */
export interface EndingKey {
  readonly id: string
  readonly name: string
  readonly expiresAt: Date
}

/** The keys that end by then and that nobody has replaced yet, those first that end first. */
export async function listEndingKeys(
  db: TenantDb,
  tenant: TenantId,
  { now, by }: { readonly now: Date; readonly by: Date },
  limit: number,
): Promise<EndingKey[]> {
  const rows = await db
    .selectFrom('credentials')
    .select(['id', 'name', 'expires_at'])
    .where('tenant_id', '=', tenant)
    .where('revoked_at', 'is', null)
    .where('rotated_to', 'is', null)
    .where('expires_at', '>', now)
    .where('expires_at', '<=', by)
    .orderBy('expires_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id, name, expires_at }) => ({ id, name, expiresAt: expires_at ?? by }))
}

/** Sees to it that a key which was made just now is thought of, also when nothing else ever happens. */
export async function noteKeyEnd(db: TenantDb, tenant: TenantId, end: Date): Promise<void> {
  await sql`
    insert into tenant_totals (tenant_id, groups, series, hour, pushes, pushes_before, refusals, refusals_before,
        next_key_end)
      values (${tenant}::uuid, 0, 0, to_timestamp(0), 0, 0, 0, 0, ${end}::timestamptz)
    on conflict (tenant_id) do update set next_key_end =
      least(tenant_totals.next_key_end, excluded.next_key_end)
  `.execute(db)
}

/** What turned out to be so when it was looked at exactly. */
export async function correctTotals(
  db: TenantDb,
  tenant: TenantId,
  what: { readonly next_key_end: Date | null } | { readonly next_check_down: Date | null },
): Promise<void> {
  await db.updateTable('tenant_totals').set(what).where('tenant_id', '=', tenant).execute()
}

/** A tenant with what it holds and does. */
export interface TenantTotals {
  readonly tenant: Tenant
  readonly groups: number
  readonly series: number
  readonly pushedAt: Date | undefined
  /** A second, on average over the last hour. */
  readonly pushRate: number
  readonly refusalRate: number
}

export type TotalsOrder = 'series' | 'groups' | 'pushes' | 'refusals'

export interface TotalsPage {
  /** The most first; by slug when not given. */
  readonly order: TotalsOrder | undefined
  /** Where the page before ended. */
  readonly after: { readonly score: number; readonly slug: string } | undefined
  readonly limit: number
  /** Only tenants with this text in their slug or name. */
  readonly search?: string | undefined
}

interface TotalsRow extends Selectable<TenantTable> {
  held_groups: number
  held_series: number
  pushed_at: Date | null
  push_rate: number
  refusal_rate: number
}

/** Tenants that were not purged, to the admin role. */
export async function listTenantTotals(
  db: Db,
  now: Date,
  { order, after, limit, search }: TotalsPage,
): Promise<TenantTotals[]> {
  const score = order ? scores[order] : undefined
  const rest = after
    ? score
      ? sql`where (${score} < ${after.score}::float8 or (${score} = ${after.score}::float8 and slug > ${after.slug}))`
      : sql`where slug > ${after.slug}`
    : sql``
  const { rows } = await sql<TotalsRow>`
    select * from (
      select tenants.*, coalesce(groups, 0) as held_groups, coalesce(series, 0) as held_series, pushed_at,
          coalesce(${rateOf('pushes', now)}, 0) as push_rate,
          coalesce(${rateOf('refusals', now)}, 0) as refusal_rate
        from tenants left join tenant_totals on tenant_totals.tenant_id = tenants.id
        where state <> 'deleted' and ${search === undefined ? sql`true` : mentions(search)}
    ) as totals
    ${rest} order by ${score ? sql`${score} desc, slug` : sql`slug`} limit ${limit}
  `.execute(db)
  return rows.map(toTotals)
}

const scores: Readonly<Record<TotalsOrder, RawBuilder<unknown>>> = {
  series: sql`held_series::float8`,
  groups: sql`held_groups::float8`,
  pushes: sql`push_rate`,
  refusals: sql`refusal_rate`,
}

/** A second: what happened in this hour, and of the hour before the part that is less than an hour ago. */
function rateOf(name: 'pushes' | 'refusals', now: Date): RawBuilder<unknown> {
  const hour = hourOf(now)
  const before = new Date(hour.getTime() - HOUR_MS)
  const rest = 1 - (now.getTime() - hour.getTime()) / HOUR_MS
  return sql`case
    when hour = ${hour}::timestamptz
      then (${sql.ref(name)} + ${sql.ref(`${name}_before`)} * ${rest}::float8) / 3600.0::float8
    when hour = ${before}::timestamptz then ${sql.ref(name)} * ${rest}::float8 / 3600.0::float8
    else 0 end`
}

function toTotals(row: TotalsRow): TenantTotals {
  return {
    tenant: toTenant(row),
    groups: row.held_groups,
    series: row.held_series,
    pushedAt: row.pushed_at ?? undefined,
    pushRate: row.push_rate,
    refusalRate: row.refusal_rate,
  }
}

/** How many tenants there are in each state, and what all of them hold; to the admin role. */
export async function sumTenants(db: Db): Promise<
  {
    readonly state: string
    readonly tenants: number
    readonly groups: number
    readonly series: number
  }[]
> {
  const { rows } = await sql<{ state: string; tenants: number; groups: number; series: number }>`
    select state, count(*) as tenants, coalesce(sum(groups), 0)::bigint as groups,
        coalesce(sum(series), 0)::bigint as series
      from tenants left join tenant_totals on tenant_totals.tenant_id = tenants.id
      where state <> 'deleted' group by state
  `.execute(db)
  return rows
}

/** What tenants hold, of those that pushed since then, by id after that one; to the admin role. */
export async function listHoldings(
  db: Db,
  pushedSince: Date,
  page: { readonly limit: number; readonly after: TenantId | undefined },
): Promise<{ readonly id: TenantId; readonly groups: number; readonly series: number }[]> {
  const rows = await db
    .selectFrom('tenant_totals')
    .select(['tenant_id', 'groups', 'series'])
    .where('pushed_at', '>=', pushedSince)
    .$if(page.after !== undefined, (qb) => qb.where('tenant_id', '>', page.after ?? ''))
    .orderBy('tenant_id')
    .limit(page.limit)
    .execute()
  return rows.map(({ tenant_id: id, ...held }) => ({ id: tenantId(id), ...held }))
}

export type DueColumn = 'next_key_end' | 'next_check_down'

/** Living tenants of which that is due by then, those first that are due first; to the admin role. */
export async function listDueTenants(
  db: Db,
  column: DueColumn,
  by: Date,
  limit: number,
): Promise<{ readonly id: TenantId; readonly slug: string; readonly due: Date }[]> {
  const rows = await db
    .selectFrom('tenant_totals')
    .innerJoin('tenants', 'tenants.id', 'tenant_totals.tenant_id')
    .select(['tenants.id', 'tenants.slug', `tenant_totals.${column} as due`])
    .where('tenants.state', 'in', ['active', 'suspended'])
    .where(column, '<=', by)
    .orderBy(column)
    .limit(limit)
    .execute()
  return rows.map(({ id, slug, due }) => ({ id: tenantId(id), slug, due: due ?? by }))
}

function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)
}
