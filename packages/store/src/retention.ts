/** What is said about the retention of a tenant's groups. */
import {
  type JobRule,
  type NamespaceRetention,
  noPolicies,
  type RetentionPolicies,
  type SystemRetention,
  type TenantId,
  type TenantRetention,
} from '@postern/domain'
import { raiseRetentionVersion } from './heads.ts'
import type { TenantDb } from './with-tenant.ts'

/** All of it. */
export async function findRetention(
  db: TenantDb,
  tenantId: TenantId,
  system: SystemRetention,
): Promise<RetentionPolicies> {
  const tenant = await findTenantRetention(db, tenantId)
  const namespaces = await db
    .selectFrom('namespace_retention')
    .select(['namespace', 'default_ms', 'shows_expiry'])
    .where('tenant_id', '=', tenantId)
    .execute()
  const rules = await db
    .selectFrom('job_retention')
    .select(['namespace', 'job', 'retention_ms', 'keep_last'])
    .where('tenant_id', '=', tenantId)
    .orderBy('job')
    .execute()
  const found = new Map<string, NamespaceRetention & { readonly jobs: JobRule[] }>()
  for (const { namespace, default_ms, shows_expiry } of namespaces) {
    found.set(namespace, {
      defaultMs: default_ms ?? undefined,
      showsExpiry: shows_expiry ?? undefined,
      jobs: [],
    })
  }
  for (const { namespace, job, retention_ms, keep_last } of rules) {
    const own = found.get(namespace) ?? { jobs: [] }
    own.jobs.push({ job, retentionMs: retention_ms ?? undefined, keepLast: keep_last ?? undefined })
    found.set(namespace, own)
  }
  return { ...noPolicies(system), tenant, namespaces: found }
}

async function findTenantRetention(db: TenantDb, tenantId: TenantId): Promise<TenantRetention> {
  const row = await db
    .selectFrom('tenant_retention')
    .select(['default_ms', 'maximum_ms', 'shows_expiry'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst()
  if (!row) return {}
  return {
    defaultMs: row.default_ms ?? undefined,
    maximumMs: row.maximum_ms ?? undefined,
    showsExpiry: row.shows_expiry ?? undefined,
  }
}

/** Puts it in the place of what was said of the tenant as a whole. Needs the lock of `lockHead`. */
export async function saveTenantRetention(
  db: TenantDb,
  tenantId: TenantId,
  { defaultMs, maximumMs, showsExpiry }: TenantRetention,
): Promise<void> {
  const values = {
    default_ms: defaultMs ?? null,
    maximum_ms: maximumMs ?? null,
    shows_expiry: showsExpiry ?? null,
  }
  await db
    .insertInto('tenant_retention')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((oc) => oc.column('tenant_id').doUpdateSet(values))
    .execute()
  await raiseRetentionVersion(db, tenantId)
}

/** Puts it in the place of what was said of the namespace. Needs the lock of `lockHead`. */
export async function saveNamespaceRetention(
  db: TenantDb,
  tenantId: TenantId,
  namespace: string,
  { defaultMs, showsExpiry, jobs }: NamespaceRetention,
): Promise<void> {
  const values = { default_ms: defaultMs ?? null, shows_expiry: showsExpiry ?? null }
  await db
    .insertInto('namespace_retention')
    .values({ tenant_id: tenantId, namespace, ...values })
    .onConflict((oc) => oc.columns(['tenant_id', 'namespace']).doUpdateSet(values))
    .execute()
  await db
    .deleteFrom('job_retention')
    .where('tenant_id', '=', tenantId)
    .where('namespace', '=', namespace)
    .execute()
  if (jobs.length > 0) {
    const rows = jobs.map(({ job, retentionMs, keepLast }) => ({
      tenant_id: tenantId,
      namespace,
      job,
      retention_ms: retentionMs ?? null,
      keep_last: keepLast ?? null,
    }))
    await db.insertInto('job_retention').values(rows).execute()
  }
  await raiseRetentionVersion(db, tenantId)
}
