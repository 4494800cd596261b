import type * as contract from '@postern/contract'
import { type SigningKey, signingKeyState } from '@postern/domain'

/** What operators see of a key; the key itself is nobody's to see. */
export function showSigningKey(
  key: SigningKey,
  keys: readonly SigningKey[],
  nowMs: number,
): contract.SigningKey {
  return {
    id: key.id,
    state: signingKeyState(key, keys, nowMs) ?? 'former',
    createdAt: key.createdAt.toISOString(),
    signsFrom: key.signsFrom.toISOString(),
    revokedAt: key.revokedAt?.toISOString() ?? null,
  }
}
