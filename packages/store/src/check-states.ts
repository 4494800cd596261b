/** What is remembered of the runs of checks, and the last pings of each. */
import {
  type CheckId,
  type CheckRecord,
  checkId,
  decodeCheckRecord,
  encodeCheckRecord,
  type Ping,
  type TenantId,
} from '@postern/domain'
import { sql } from 'kysely'
import type { TenantDb } from './with-tenant.ts'

export interface CheckStateRow {
  readonly id: CheckId
  readonly record: CheckRecord
}

/** Those that changed after that version. Needs a transaction in which the head does not move. */
export async function listCheckStates(
  db: TenantDb,
  tenantId: TenantId,
  afterVersion: number,
): Promise<CheckStateRow[]> {
  const rows = await db
    .selectFrom('check_states')
    .select(['check_id', 'record'])
    .where('tenant_id', '=', tenantId)
    .where('version', '>', afterVersion)
    .execute()
  return rows.map((row) => ({ id: checkId(row.check_id), record: decodeCheckRecord(row.record) }))
}

export async function findCheckRecord(
  db: TenantDb,
  tenantId: TenantId,
  id: CheckId,
): Promise<CheckRecord | undefined> {
  const row = await db
    .selectFrom('check_states')
    .select('record')
    .where('tenant_id', '=', tenantId)
    .where('check_id', '=', id)
    .executeTakeFirst()
  return row && decodeCheckRecord(row.record)
}

/** A ping, and which one of its check it is: counted from 1. */
export interface NumberedPing extends Ping {
  readonly checkId: CheckId
  readonly sequence: number
}

/** How many pings of a check are kept. */
export const PING_SLOTS = 50

/** Writes records and pings with one statement each. Needs the lock of `lockHead`. */
export async function saveCheckStates(
  db: TenantDb,
  tenantId: TenantId,
  states: readonly CheckStateRow[],
  pings: readonly NumberedPing[],
  version: number,
): Promise<void> {
  const ids = states.map(({ id }) => id)
  const records = states.map(({ record }) => encodeCheckRecord(record))
  await sql`
    insert into check_states (tenant_id, check_id, version, record)
    select ${tenantId}::uuid, state.id, ${version}::bigint, state.record::jsonb
      from unnest(${ids}::uuid[], ${records}::text[]) as state (id, record)
    on conflict (tenant_id, check_id) do update set version = excluded.version, record = excluded.record
  `.execute(db)
  await savePings(db, tenantId, lastInEachSlot(pings))
}

function slotOf({ sequence }: NumberedPing): number {
  return sequence % PING_SLOTS
}

/** A statement may write a row once. */
function lastInEachSlot(pings: readonly NumberedPing[]): NumberedPing[] {
  return [...new Map(pings.map((ping) => [`${ping.checkId} ${slotOf(ping)}`, ping])).values()]
}

async function savePings(
  db: TenantDb,
  tenantId: TenantId,
  pings: readonly NumberedPing[],
): Promise<void> {
  const column = <T>(valueOf: (ping: NumberedPing) => T) => pings.map(valueOf)
  await sql`
    insert into check_pings
      (tenant_id, check_id, slot, sequence, at, kind, run_id, exit_status, duration_seconds)
    select ${tenantId}::uuid, ping.check_id, ping.slot, ping.sequence, to_timestamp(ping.at), ping.kind,
        ping.run_id, ping.exit_status, ping.duration
      from unnest(${column(({ checkId: id }) => id)}::uuid[], ${column(slotOf)}::bigint[],
        ${column(({ sequence }) => sequence)}::bigint[], ${column(({ atMs }) => atMs / 1_000)}::float8[],
        ${column(({ kind }) => kind)}::text[], ${column(({ runId }) => runId ?? null)}::text[],
        ${column(({ exitStatus }) => exitStatus ?? null)}::bigint[],
        ${column(({ durationSeconds }) => durationSeconds ?? null)}::float8[])
        as ping (check_id, slot, sequence, at, kind, run_id, exit_status, duration)
    on conflict (tenant_id, check_id, slot) do update set
      sequence = excluded.sequence, at = excluded.at, kind = excluded.kind, run_id = excluded.run_id,
      exit_status = excluded.exit_status, duration_seconds = excluded.duration_seconds
  `.execute(db)
}

/** The last pings of some checks, newest first, so many of each at most. */
export async function listCheckPings(
  db: TenantDb,
  tenantId: TenantId,
  ids: readonly CheckId[],
  limit: number,
): Promise<ReadonlyMap<CheckId, readonly Ping[]>> {
  const rows = await db
    .selectFrom('check_pings')
    .select(['check_id', 'at', 'kind', 'run_id', 'exit_status', 'duration_seconds'])
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`check_id = any(${[...ids]}::uuid[])`)
    .orderBy('sequence', 'desc')
    .execute()
  const pings = new Map<CheckId, Ping[]>()
  for (const row of rows) {
    const id = checkId(row.check_id)
    const ofCheck = pings.get(id) ?? []
    pings.set(id, ofCheck)
    if (ofCheck.length >= limit) continue
    ofCheck.push({
      kind: row.kind,
      atMs: row.at.getTime(),
      runId: row.run_id ?? undefined,
      exitStatus: row.exit_status ?? undefined,
      durationSeconds: row.duration_seconds ?? undefined,
    })
  }
  return pings
}
