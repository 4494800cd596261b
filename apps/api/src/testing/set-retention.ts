import {
  type NamespaceRetention,
  systemRetention,
  type TenantId,
  type TenantRetention,
} from '@postern/domain'
import {
  type DatabaseClock,
  lockHead,
  recomputeExpiry,
  saveNamespaceRetention,
  saveTenantRetention,
  withTenant,
} from '@postern/store'
import type { TestDatabase } from '@postern/testkit'

export interface RetentionToSet {
  readonly tenant?: TenantRetention
  readonly namespaces?: Readonly<Record<string, NamespaceRetention>>
}

/** What an operator says of retention, saved and not yet computed for the groups that there are. */
export function saveRetention(
  { admin }: TestDatabase,
  tenantId: TenantId,
  { tenant, namespaces = {} }: RetentionToSet,
): Promise<void> {
  return withTenant(admin, tenantId, async (db) => {
    await lockHead(db, tenantId)
    if (tenant) await saveTenantRetention(db, tenantId, tenant)
    for (const [name, own] of Object.entries(namespaces)) {
      await saveNamespaceRetention(db, tenantId, name, own)
    }
  })
}

/** The same, and then the groups that there are. */
export async function setRetention(
  database: TestDatabase,
  tenantId: TenantId,
  retention: RetentionToSet,
  clock: DatabaseClock,
): Promise<void> {
  await saveRetention(database, tenantId, retention)
  const options = { system: systemRetention, clock }
  for await (const _ of recomputeExpiry(database.admin, tenantId, options));
}
