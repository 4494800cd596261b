/** Checks as they were set up: the admin app writes them, and a job may make its own with its first call. */
import { createHash } from 'node:crypto'
import {
  type Check,
  type CheckId,
  checkId,
  decodeGroupingKey,
  encodeGroupingKey,
  readCheckSettings,
  settingsOf,
  type TenantId,
} from '@postern/domain'
import type { Selectable } from 'kysely'
import type { CheckTable } from './database.ts'
import type { TenantDb } from './with-tenant.ts'

/** All of the tenant, oldest first. One that a newer release wrote, and this one does not understand, is left out. */
export async function listChecks(db: TenantDb, tenantId: TenantId): Promise<Check[]> {
  const rows = await db
    .selectFrom('checks')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute()
  return rows.flatMap((row) => toCheck(row) ?? [])
}

export async function findCheck(
  db: TenantDb,
  tenantId: TenantId,
  id: CheckId,
): Promise<Check | undefined> {
  const row = await db
    .selectFrom('checks')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toCheck(row)
}

/** Needs the lock of `lockHead`, under which nobody else makes or changes checks. */
export async function insertCheck(db: TenantDb, tenantId: TenantId, check: Check): Promise<void> {
  await db
    .insertInto('checks')
    .values({
      tenant_id: tenantId,
      id: check.id,
      namespace: check.namespace,
      name: check.name,
      created_at: check.createdAt,
      ...changeable(check),
    })
    .execute()
}

/** All but id, namespace and name. Needs the lock of `lockHead`. */
export async function updateCheck(db: TenantDb, tenantId: TenantId, check: Check): Promise<void> {
  await db
    .updateTable('checks')
    .set(changeable(check))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', check.id)
    .execute()
}

/** With all that is remembered of its runs. Needs the lock of `lockHead`. */
export async function deleteCheck(db: TenantDb, tenantId: TenantId, id: CheckId): Promise<void> {
  await db.deleteFrom('checks').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
}

function changeable(check: Check) {
  const labels = Buffer.from(encodeGroupingKey(check.labels))
  return {
    labels,
    labels_hash: createHash('sha256').update(labels).digest(),
    settings: JSON.stringify(settingsOf(check)),
    armed_at: check.armedAt,
    paused_at: check.pausedAt ?? null,
    updated_at: check.updatedAt,
  }
}

function toCheck(row: Selectable<CheckTable>): Check | undefined {
  const settings = readCheckSettings(row.settings)
  if (!settings) return undefined
  return {
    id: checkId(row.id),
    namespace: row.namespace,
    name: row.name,
    labels: decodeGroupingKey(row.labels),
    ...settings,
    armedAt: row.armed_at,
    pausedAt: row.paused_at ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
