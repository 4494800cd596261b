/** Secrets that travel as one text: an id, by which the row is found, and 256 random bits, of which the row has a hash. */
import { randomBytes } from 'node:crypto'
import { newUuid, uuidFromBytes, uuidToBytes } from '@postern/domain'
import type { KeyHash, KeyHasher } from './key-hasher.ts'

const ID_BYTES = 16
const SECRET_BYTES = 32

export interface IssuedToken {
  readonly id: string
  /** For its owner's eyes; it cannot be shown again. */
  readonly text: string
  /** What the database holds of it. */
  readonly secret: KeyHash
}

export interface ReadToken {
  readonly id: string
  readonly secret: Buffer
}

export function issueToken(hasher: KeyHasher, nowMs: number): IssuedToken {
  return reissueToken(hasher, newUuid(nowMs))
}

/** Another secret for what is there already. */
export function reissueToken(hasher: KeyHasher, id: string): IssuedToken {
  const secret = randomBytes(SECRET_BYTES)
  const text = Buffer.concat([uuidToBytes(id), secret]).toString('base64url')
  return { id, text, secret: hasher.hash(secret) }
}

const TOKEN = /^[A-Za-z0-9_-]{64}$/

/** `undefined` for what can be none. */
export function readToken(text: string): ReadToken | undefined {
  if (!TOKEN.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  return { id: uuidFromBytes(bytes.subarray(0, ID_BYTES)), secret: bytes.subarray(ID_BYTES) }
}
