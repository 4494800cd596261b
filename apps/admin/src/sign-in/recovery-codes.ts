/** What gets somebody in once who lost the second factor. */
import { randomBytes } from 'node:crypto'
import type { KeyHash, KeyHasher } from '@postern/server'
import { base32 } from './totp.ts'

const COUNT = 10

// 80 bits: nobody guesses them, so a keyed hash is enough.
const BYTES = 10

export interface RecoveryCodes {
  /** For their owner's eyes; they cannot be shown again. */
  readonly codes: readonly string[]
  readonly hashes: readonly KeyHash[]
}

export function newRecoveryCodes(hasher: KeyHasher): RecoveryCodes {
  const secrets = Array.from({ length: COUNT }, () => base32(randomBytes(BYTES)).toLowerCase())
  return {
    codes: secrets.map((secret) => secret.replace(/(.{4})(?=.)/g, '$1-')),
    hashes: secrets.map((secret) => hasher.hash(Buffer.from(secret, 'utf8'))),
  }
}

/** Which of the hashes a code has, however it was typed. */
export function matchRecoveryCode(
  hasher: KeyHasher,
  code: string,
  hashes: readonly KeyHash[],
): KeyHash | undefined {
  const secret = Buffer.from(code.toLowerCase().replaceAll(/[\s-]/g, ''), 'utf8')
  return hashes.find((hash) => hasher.matches(secret, hash))
}
