import type * as contract from '@postern/contract'
import type { OperatorKey } from '@postern/store'

export function showOperatorKey(key: OperatorKey): contract.OperatorKey {
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    tenant: key.tenant?.slug ?? null,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    usedAt: key.usedAt?.toISOString() ?? null,
  }
}
