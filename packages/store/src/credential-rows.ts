import type { Credential, Scope, TenantId } from '@postern/domain'
import { apiKeyKinds, credentialId, scopes, tenantId } from '@postern/domain'
import type { Selectable } from 'kysely'
import type { CredentialTable } from './database.ts'
import type { TenantDb } from './with-tenant.ts'

/** Credentials with their use, and that of their successor: on it may depend when they end. */
export function credentialRows(db: TenantDb, tenant: TenantId) {
  return db
    .selectFrom('credentials')
    .leftJoin('credential_uses', (join) =>
      join
        .onRef('credential_uses.tenant_id', '=', 'credentials.tenant_id')
        .onRef('credential_uses.credential_id', '=', 'credentials.id'),
    )
    .leftJoin('credential_uses as successor', (join) =>
      join
        .onRef('successor.tenant_id', '=', 'credentials.tenant_id')
        .onRef('successor.credential_id', '=', 'credentials.rotated_to'),
    )
    .select([
      'credentials.tenant_id',
      'id',
      'kind',
      'name',
      'scopes',
      'namespaces',
      'open_metrics',
      'note',
      'metadata',
      'label_rules',
      'source_networks',
      'client_certificates',
      'lineage_id',
      'rotated_from',
      'rotated_to',
      'retires_at',
      'overlap_seconds',
      'created_at',
      'expires_at',
      'revoked_at',
      'credential_uses.first_used_at',
      'credential_uses.last_used_at',
      'credential_uses.address_prefix',
      'credential_uses.user_agent',
      'successor.first_used_at as replaced_at',
    ])
    .where('credentials.tenant_id', '=', tenant)
}

export type CredentialRow = Omit<Selectable<CredentialTable>, 'secret_hash' | 'pepper_id'> & {
  first_used_at: Date | null
  last_used_at: Date | null
  address_prefix: string | null
  user_agent: string | null
  replaced_at: Date | null
}

export function toCredential(row: CredentialRow): Credential {
  return {
    tenantId: tenantId(row.tenant_id),
    id: credentialId(row.id),
    kind: apiKeyKinds.find((kind) => kind === row.kind) ?? 'key',
    name: row.name,
    scopes: row.scopes.filter(isScope),
    namespaces: row.namespaces,
    openMetrics: row.open_metrics,
    note: row.note,
    metadata: JSON.parse(row.metadata),
    labelRules: JSON.parse(row.label_rules),
    sourceNetworks: row.source_networks,
    clientCertificates: row.client_certificates,
    lineageId: row.lineage_id === null ? undefined : credentialId(row.lineage_id),
    rotatedFrom: row.rotated_from === null ? undefined : credentialId(row.rotated_from),
    rotatedTo: row.rotated_to === null ? undefined : credentialId(row.rotated_to),
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    retiresAt: retirement(row),
    revokedAt: row.revoked_at ?? undefined,
    firstUsedAt: row.first_used_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    lastUsedFrom: row.address_prefix ?? undefined,
    lastUsedBy: row.user_agent ?? undefined,
  }
}

/** At a time, or so long after the successor was first used as was agreed. */
function retirement({ retires_at, overlap_seconds, replaced_at }: CredentialRow): Date | undefined {
  if (overlap_seconds === null) return retires_at ?? undefined
  return replaced_at === null
    ? undefined
    : new Date(replaced_at.getTime() + overlap_seconds * 1_000)
}

/** A newer release may know more scopes; this one grants only those that it knows. */
function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text)
}
