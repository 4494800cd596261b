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
    note: credential.note,
    metadata: credential.metadata,
    labelRules: lists(credential.labelRules),
    sourceNetworks: [...credential.sourceNetworks],
    clientCertificates: [...credential.clientCertificates],
    rotatedFrom: credential.rotatedFrom ?? null,
    rotatedTo: credential.rotatedTo ?? null,
    createdAt: credential.createdAt.toISOString(),
    expiresAt: credential.expiresAt?.toISOString() ?? null,
    retiresAt: credential.retiresAt?.toISOString() ?? null,
    revokedAt: credential.revokedAt?.toISOString() ?? null,
    firstUsedAt: credential.firstUsedAt?.toISOString() ?? null,
    lastUsedAt: credential.lastUsedAt?.toISOString() ?? null,
    lastUsedFrom: credential.lastUsedFrom ?? null,
    lastUsedBy: credential.lastUsedBy ?? null,
  }
}

function lists(rules: Credential['labelRules']): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(rules).map(([label, patterns]) => [label, [...patterns]]),
  )
}
