import type * as contract from '@postern/contract'
import type { Credential } from '@postern/domain'

export function showCredential(credential: Credential): contract.Credential {
  return {
    id: credential.id,
    kind: credential.kind,
    name: credential.name,
    scopes: [...credential.scopes],
    namespaces: [...credential.namespaces],
    openMetrics: credential.openMetrics,
    createdAt: credential.createdAt.toISOString(),
    expiresAt: credential.expiresAt?.toISOString() ?? null,
    revokedAt: credential.revokedAt?.toISOString() ?? null,
    lastUsedAt: credential.lastUsedAt?.toISOString() ?? null,
  }
}
