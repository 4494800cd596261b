import type { ApiKeyKind } from './api-key.ts'
import type { CredentialId, TenantId } from './ids.ts'
import type { LabelRules } from './label-rules.ts'

export const scopes = ['push', 'delete', 'scrape', 'discover', 'read', 'wipe', 'manage'] as const

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
  /** The owner's own words, and data of any shape. */
  readonly note: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly labelRules: LabelRules
  /** CIDRs from which it may be used; none means from anywhere. */
  readonly sourceNetworks: readonly string[]
  /** Names of client certificates, one of which the connection must show; none means that it is enough by itself. */
  readonly clientCertificates: readonly string[]
  /** The first of those that were rotated into it; `undefined` for one that replaced none. */
  readonly lineageId: CredentialId | undefined
  /** The credential that it replaces, and the one that replaces it. */
  readonly rotatedFrom: CredentialId | undefined
  readonly rotatedTo: CredentialId | undefined
  readonly createdAt: Date
  /** `undefined` for never. */
  readonly expiresAt: Date | undefined
  /** When it ends because another replaces it; `undefined` also while that awaits the first use of the other. */
  readonly retiresAt: Date | undefined
  readonly revokedAt: Date | undefined
  readonly firstUsedAt: Date | undefined
  readonly lastUsedAt: Date | undefined
  /** Whence and by what it was used last; of the address only its beginning. */
  readonly lastUsedFrom: string | undefined
  readonly lastUsedBy: string | undefined
}

const readingScopes: ReadonlySet<Scope> = new Set(['scrape', 'discover', 'read'])

/** The kind that a key's text shows for what it may do. */
export function apiKeyKindFor(granted: readonly Scope[]): ApiKeyKind {
  if (granted.every((scope) => scope === 'push' || scope === 'delete')) return 'push'
  if (granted.every((scope) => readingScopes.has(scope))) return 'scrape'
  return 'key'
}

/** What a credential has beside its rights, at its birth. */
export const newCredential = {
  note: '',
  metadata: {},
  labelRules: {},
  sourceNetworks: [],
  clientCertificates: [],
  lineageId: undefined,
  rotatedFrom: undefined,
  rotatedTo: undefined,
  retiresAt: undefined,
  revokedAt: undefined,
  firstUsedAt: undefined,
  lastUsedAt: undefined,
  lastUsedFrom: undefined,
  lastUsedBy: undefined,
} as const satisfies Partial<Credential>

/** What stays the same through all rotations: what the credential's groups are held to be its own by. */
export function lineageOf({ id, lineageId }: Pick<Credential, 'id' | 'lineageId'>): CredentialId {
  return lineageId ?? id
}

/** Neither revoked nor past its expiry or retirement at that moment. */
export function isLive(credential: CredentialEnds, now: Date): boolean {
  return endOf(credential, now) === undefined
}

/** All that ends a credential. */
export type CredentialEnds = Pick<Credential, 'revokedAt' | 'expiresAt' | 'retiresAt'>

export type CredentialEnd = 'revoked' | 'expired' | 'retired'

/** How the credential came to its end; `undefined` while it is of use. */
export function endOf(ends: CredentialEnds, now: Date): CredentialEnd | undefined {
  const { revokedAt, expiresAt, retiresAt } = ends
  if (revokedAt !== undefined) return 'revoked'
  if (expiresAt !== undefined && now >= expiresAt) return 'expired'
  return retiresAt !== undefined && now >= retiresAt ? 'retired' : undefined
}
