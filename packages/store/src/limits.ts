import { type LimitSettings, readLimitSettings, type TenantId } from '@postern/domain'
import { sql } from 'kysely'
import { raiseSettingsVersion } from './heads.ts'
import type { TenantDb } from './with-tenant.ts'

/** What was set for a tenant and for those of its namespaces that have something of their own. */
export interface LimitLayers {
  readonly tenant: LimitSettings
  readonly namespaces: ReadonlyMap<string, LimitSettings>
}

interface LayerRow {
  namespace: string | null
  settings: Record<string, unknown>
}

/** All of the tenant's settings in one query. */
export async function findLimits(db: TenantDb, tenantId: TenantId): Promise<LimitLayers> {
  const { rows } = await sql<LayerRow>`
    select null as namespace, settings from tenant_limits where tenant_id = ${tenantId}::uuid
    union all
    select namespace, settings from namespace_limits where tenant_id = ${tenantId}::uuid
  `.execute(db)
  const layers = rows.map(
    ({ namespace, settings }) => [namespace, readLimitSettings(settings)] as const,
  )
  return {
    tenant: layers.find(([namespace]) => namespace === null)?.[1] ?? {},
    namespaces: new Map(
      layers.flatMap(([namespace, settings]) =>
        namespace === null ? [] : [[namespace, settings]],
      ),
    ),
  }
}

/** Puts the settings in the place of what was set for the tenant before. Scrapes may tell limits, so replicas hear of it. */
export async function saveTenantLimits(
  db: TenantDb,
  tenantId: TenantId,
  settings: LimitSettings,
  now: Date,
): Promise<void> {
  const values = { settings: JSON.stringify(settings), updated_at: now }
  await db
    .insertInto('tenant_limits')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((oc) => oc.column('tenant_id').doUpdateSet(values))
    .execute()
  await raiseSettingsVersion(db, tenantId)
}

/** Puts the settings in the place of what was set for the namespace before. */
export async function saveNamespaceLimits(
  db: TenantDb,
  tenantId: TenantId,
  namespace: string,
  settings: LimitSettings,
  now: Date,
): Promise<void> {
  const values = { settings: JSON.stringify(settings), updated_at: now }
  await db
    .insertInto('namespace_limits')
    .values({ tenant_id: tenantId, namespace, ...values })
    .onConflict((oc) => oc.columns(['tenant_id', 'namespace']).doUpdateSet(values))
    .execute()
}
