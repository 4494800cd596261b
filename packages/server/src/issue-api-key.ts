import { randomBytes } from 'node:crypto'
import { type ApiKeyKind, formatApiKey, newUuid, SECRET_BYTES } from '@postern/domain'
import type { KeyHash, KeyHasher } from './key-hasher.ts'

export interface IssuedKey {
  readonly keyId: string
  /** The whole key, for its owner's eyes; it cannot be shown again. */
  readonly text: string
  /** What the database holds of it. */
  readonly secret: KeyHash
}

/** Makes a new API key. Operators' keys belong to the nil tenant. */
export function issueApiKey(
  hasher: KeyHasher,
  kind: ApiKeyKind,
  tenantId: string,
  nowMs: number,
): IssuedKey {
  const keyId = newUuid(nowMs)
  const secret = randomBytes(SECRET_BYTES)
  return {
    keyId,
    text: formatApiKey({ kind, tenantId, keyId, secret }),
    secret: hasher.hash(secret),
  }
}
