import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Bytes that only who holds the pepper of that id can read. */
export interface Sealed {
  readonly sealed: Buffer
  readonly pepperId: string
}

interface SealingKey {
  readonly id: string
  readonly key: Buffer
}

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
// NIST SP 800-38D section 8.2.2: 96 random bits, fresh for every sealing; we seal a few keys a year.
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts what the database must hold but not know. Layout: nonce, ciphertext, tag. */
export class Sealer {
  readonly #current: SealingKey
  readonly #keys: ReadonlyMap<string, SealingKey>

  /** Seals under the first key; opens what any of them sealed. */
  constructor(current: SealingKey, former: readonly SealingKey[]) {
    this.#current = current
    this.#keys = new Map([current, ...former].map((each) => [each.id, each]))
  }

  /** `context` is not held: it must be said again to open, so that one sealed thing cannot pose as another. */
  seal(plain: Uint8Array, context: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(CIPHER, this.#current.key, nonce)
    cipher.setAAD(Buffer.from(context, 'utf8'))
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    return { sealed, pepperId: this.#current.id }
  }

  /** What was sealed, or `undefined` when it was not sealed by us for this, or was changed. */
  open({ sealed, pepperId }: Sealed, context: string): Buffer | undefined {
    const key = this.#keys.get(pepperId)
    if (!key || sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
    const nonce = sealed.subarray(0, NONCE_BYTES)
    const decipher = createDecipheriv(CIPHER, key.key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(context, 'utf8'))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    try {
      const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES))
      return Buffer.concat([text, decipher.final()])
    } catch {
      return undefined
    }
  }
}

/** A key for one purpose alone, from a pepper that serves others too (RFC 5869). */
export function deriveKey(pepper: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', pepper, '', `postern ${purpose}`, KEY_BYTES))
}
