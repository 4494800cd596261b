import type { ApiKeyKind } from './api-key.ts'
import type { CredentialId, TenantId } from './ids.ts'

export const scopes = ['push', 'delete', 'scrape', 'read', 'wipe', 'manage'] as const

/** What a credential may do in its tenant. */
export type Scope = (typeof scopes)[number]

/** In a credential's list of namespaces: all of the tenant, those that come later included. */
export const ALL_NAMESPACES = '*'

/** A credential as the database holds it: everything but the secret, which nobody holds. */
export interface Credential {
  readonly tenantId: TenantId
  readonly id: CredentialId
  readonly kind: ApiKeyKind
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Names, or `*`. */
  readonly namespaces: readonly string[]
  /** Scrapes may be answered in OpenMetrics, which names counters without `_total` otherwise. */
  readonly openMetrics: boolean
  readonly createdAt: Date
  /** `undefined` for never. */
  readonly expiresAt: Date | undefined
  readonly revokedAt: Date | undefined
  readonly lastUsedAt: Date | undefined
}

/** The kind that a key's text shows for what it may do. */
export function apiKeyKindFor(granted: readonly Scope[]): ApiKeyKind {
  if (granted.every((scope) => scope === 'push' || scope === 'delete')) return 'push'
  if (granted.every((scope) => scope === 'scrape' || scope === 'read')) return 'scrape'
  return 'key'
}

/** Neither revoked nor past its expiry at that moment. */
export function isLive(credential: Credential, now: Date): boolean {
  if (credential.revokedAt !== undefined) return false
  return credential.expiresAt === undefined || now < credential.expiresAt
}
