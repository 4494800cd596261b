import type * as contract from '@postern/contract'
import type { Session } from '@postern/store'

export function showSession(session: Session, currentId: string): contract.Session {
  return {
    id: session.id,
    current: session.id === currentId,
    createdAt: session.createdAt.toISOString(),
    seenAt: session.seenAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    address: session.address,
    userAgent: session.userAgent ?? null,
  }
}
