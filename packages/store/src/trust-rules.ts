import type { TrustRule } from '@postern/domain'
import { type CredentialId, credentialId, scopes, type TenantId, tenantId } from '@postern/domain'
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Db } from './connect.ts'
import type { TrustRuleTable } from './database.ts'
import type { TenantDb } from './with-tenant.ts'

export async function insertTrustRule(db: TenantDb, rule: TrustRule): Promise<void> {
  await db
    .insertInto('trust_rules')
    .values({
      tenant_id: rule.tenantId,
      id: rule.id,
      created_at: rule.createdAt,
      ...changeable(rule),
    })
    .execute()
}

/** All of the tenant, oldest first: the order in which they are tried. A tenant has few. */
export async function listTrustRules(db: TenantDb, tenant: TenantId): Promise<TrustRule[]> {
  const rows = await trustRuleRows(db, tenant).orderBy('id').execute()
  return rows.map(toTrustRule)
}

/** The rule, which nobody else can change until this transaction ends. */
export async function lockTrustRule(
  db: TenantDb,
  tenant: TenantId,
  id: CredentialId,
): Promise<TrustRule | undefined> {
  const row = await trustRuleRows(db, tenant)
    .where('id', '=', id)
    .forUpdate('trust_rules')
    .executeTakeFirst()
  return row && toTrustRule(row)
}

export async function updateTrustRule(db: TenantDb, rule: TrustRule): Promise<void> {
  await db
    .updateTable('trust_rules')
    .set(changeable(rule))
    .where('tenant_id', '=', rule.tenantId)
    .where('id', '=', rule.id)
    .execute()
}

export async function deleteTrustRule(
  db: TenantDb,
  tenant: TenantId,
  id: CredentialId,
): Promise<void> {
  await db.deleteFrom('trust_rules').where('tenant_id', '=', tenant).where('id', '=', id).execute()
}

/** Moves the last use of each rule forward, never back. One that was deleted meanwhile is passed over. */
export async function recordTrustRuleUses(
  db: TenantDb,
  tenant: TenantId,
  uses: ReadonlyMap<CredentialId, Date>,
): Promise<void> {
  const ids = [...uses.keys()]
  const times = [...uses.values()]
  await sql`
    insert into trust_rule_uses (tenant_id, rule_id, last_used_at)
    select ${tenant}::uuid, used.id, used.at
      from unnest(${ids}::uuid[], ${times}::timestamptz[]) as used (id, at)
      join trust_rules on trust_rules.tenant_id = ${tenant}::uuid and trust_rules.id = used.id
    on conflict (tenant_id, rule_id) do update
      set last_used_at = greatest(trust_rule_uses.last_used_at, excluded.last_used_at)
  `.execute(db)
}

/** The tenant of a slug; a tenant that is gone keeps its slug. */
export async function findTenantIdOfSlug(db: Db, slug: string): Promise<TenantId | undefined> {
  const row = await db
    .selectFrom('tenant_slugs')
    .select('tenant_id')
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row && tenantId(row.tenant_id)
}

function changeable(rule: TrustRule) {
  return {
    name: rule.name,
    issuer: rule.issuer,
    audience: rule.audience,
    conditions: JSON.stringify(rule.conditions),
    scopes: [...rule.scopes],
    namespaces: [...rule.namespaces],
    label_rules: JSON.stringify(rule.labelRules),
    jwks: rule.jwks === undefined ? null : JSON.stringify(rule.jwks),
    single_use_jti: rule.singleUseJti,
    updated_at: rule.updatedAt,
  }
}

function trustRuleRows(db: TenantDb, tenant: TenantId) {
  return db
    .selectFrom('trust_rules')
    .leftJoin('trust_rule_uses', (join) =>
      join
        .onRef('trust_rule_uses.tenant_id', '=', 'trust_rules.tenant_id')
        .onRef('trust_rule_uses.rule_id', '=', 'trust_rules.id'),
    )
    .selectAll('trust_rules')
    .select('last_used_at')
    .where('trust_rules.tenant_id', '=', tenant)
}

type TrustRuleRow = Selectable<TrustRuleTable> & { last_used_at: Date | null }

/** JSON that we wrote ourselves, in `changeable`. */
function toTrustRule(row: TrustRuleRow): TrustRule {
  return {
    tenantId: tenantId(row.tenant_id),
    id: credentialId(row.id),
    name: row.name,
    issuer: row.issuer,
    audience: row.audience,
    conditions: JSON.parse(row.conditions),
    // A newer release may know more scopes; this one grants only those that it knows.
    scopes: scopes.filter((scope) => row.scopes.includes(scope)),
    namespaces: row.namespaces,
    labelRules: JSON.parse(row.label_rules),
    jwks: row.jwks === null ? undefined : JSON.parse(row.jwks),
    singleUseJti: row.single_use_jti,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}
