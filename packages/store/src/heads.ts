import type { TenantId } from '@postern/domain'
import { type RawBuilder, sql } from 'kysely'
import type { TenantDb } from './with-tenant.ts'

/** Where a tenant's groups stand: every committed change to them raises the version by one. */
export interface Head {
  readonly version: number
  /** Tombstones up to this version are gone; a view that is older must be built anew. */
  readonly purgedVersion: number
  /** Raised with every change to what a replica knows of the tenant besides its groups. */
  readonly settingsVersion: number
  /** The settings version with which retention changed last, and that under which all groups were computed last. */
  readonly retentionVersion: number
  readonly recomputedVersion: number
  /** What Postgres's clock says; with the lock, after it was got. In microseconds since 1970. */
  readonly reportedMicros: number
  /** Up to which moment the tenant's time has come with the last change. */
  readonly advancedToMicros: number
}

/** Maps what Postgres's clock says, in microseconds since 1970: tests move it. */
export type DatabaseClock = (reportedMicros: number) => number

/**
 * What time it is for the tenant. Postgres's clock decides, whatever those of the replicas say; and once a group was
 * seen to have ended it does not come back because that clock was set back: see also `settleTime`.
 */
export function momentOf(head: Head, clock: DatabaseClock = (micros) => micros): number {
  return Math.max(clock(head.reportedMicros), head.advancedToMicros)
}

/** The head as of now; `undefined` when the tenant is gone. */
export function findHead(db: TenantDb, tenantId: TenantId): Promise<Head | undefined> {
  return readHead(db, tenantId, sql``)
}

/** Makes this transaction the only one that may change the tenant's groups, until it ends. */
export function lockHead(db: TenantDb, tenantId: TenantId): Promise<Head | undefined> {
  return readHead(db, tenantId, sql`for update`)
}

/** Needs the lock of `lockHead`. */
export async function setHeadVersion(
  db: TenantDb,
  tenantId: TenantId,
  version: number,
  advancedToMicros: number,
): Promise<void> {
  await settingHeadVersion(tenantId, version, advancedToMicros).execute(db)
}

/** The statement of `setHeadVersion`. */
export function settingHeadVersion(
  tenantId: TenantId,
  version: number,
  advancedToMicros: number,
): RawBuilder<unknown> {
  return sql`
    update heads set version = ${version}::bigint, advanced_to = to_timestamp(${advancedToMicros / 1e6}::float8)
      where tenant_id = ${tenantId}::uuid
  `
}

/**
 * Notes that what replicas know of the tenant besides its groups has changed. The version goes up as well, since a scrape
 * may now say something else. Needs the lock of `lockHead`.
 */
export async function raiseSettingsVersion(db: TenantDb, tenantId: TenantId): Promise<void> {
  await sql`
    update heads set version = version + 1, settings_version = settings_version + 1
      where tenant_id = ${tenantId}::uuid
  `.execute(db)
}

/** The same, and that when groups end has to be computed anew: see `recomputeExpiry`. */
export async function raiseRetentionVersion(db: TenantDb, tenantId: TenantId): Promise<void> {
  await sql`
    update heads set version = version + 1, settings_version = settings_version + 1,
        retention_version = settings_version + 1
      where tenant_id = ${tenantId}::uuid
  `.execute(db)
}

/** Notes that the expiry of all groups is as retention of that version has it. */
export async function setRecomputedVersion(
  db: TenantDb,
  tenantId: TenantId,
  version: number,
): Promise<void> {
  await sql`
    update heads set recomputed_version = greatest(recomputed_version, ${version}::bigint)
      where tenant_id = ${tenantId}::uuid
  `.execute(db)
}

/** As `raiseSettingsVersion`, for a change with which the version goes up anyway. Needs the lock of `lockHead`. */
export async function countSettingsChange(db: TenantDb, tenantId: TenantId): Promise<void> {
  await db
    .updateTable('heads')
    .set({ settings_version: sql<number>`settings_version + 1` })
    .where('tenant_id', '=', tenantId)
    .execute()
}

/** Notes that tombstones up to that version are gone. Needs the lock of `lockHead`. */
export async function raisePurgedVersion(
  db: TenantDb,
  tenantId: TenantId,
  version: number,
): Promise<void> {
  await db
    .updateTable('heads')
    .set({ purged_version: sql<number>`greatest(purged_version, ${version}::bigint)` })
    .where('tenant_id', '=', tenantId)
    .execute()
}

interface HeadRow {
  version: number
  purged_version: number
  settings_version: number
  retention_version: number
  recomputed_version: number
  reported: number
  advanced_to: number
}

/** The clock is read outside of the sub-select, and so after the wait for a lock. */
async function readHead(
  db: TenantDb,
  tenantId: TenantId,
  locking: RawBuilder<unknown>,
): Promise<Head | undefined> {
  const { rows } = await sql<HeadRow>`
    select version, purged_version, settings_version, retention_version, recomputed_version,
        (extract(epoch from clock_timestamp()) * 1000000)::bigint as reported,
        coalesce((extract(epoch from advanced_to) * 1000000)::bigint, 0) as advanced_to
      from (select * from heads where tenant_id = ${tenantId}::uuid ${locking}) as head
  `.execute(db)
  const [row] = rows
  return row && toHead(row)
}

function toHead(row: HeadRow): Head {
  return {
    version: row.version,
    purgedVersion: row.purged_version,
    settingsVersion: row.settings_version,
    retentionVersion: row.retention_version,
    recomputedVersion: row.recomputed_version,
    reportedMicros: row.reported,
    advancedToMicros: row.advanced_to,
  }
}
