import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { deriveKey, Sealer } from './sealer.ts'

/** What is kept of a key's secret: its keyed hash, and which pepper made it. */
export interface KeyHash {
  readonly hash: Buffer
  readonly pepperId: string
}

interface Pepper {
  readonly id: string
  readonly key: Buffer
}

/** As many characters as 32 bytes make in base64, less its padding. Shorter ones could be guessed. */
export const PEPPER_MIN_LENGTH = 43

const HASH_BYTES = 32
const NO_HASH = Buffer.alloc(HASH_BYTES)

/** A pepper for a new installation: 256 random bits as text. */
export function newPepper(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * Turns the secrets of API keys into what the database holds: HMAC-SHA-256 under a pepper that the database does not
 * hold. A slow hash would add nothing, since a secret is 256 random bits.
 */
export class KeyHasher {
  readonly #current: Pepper
  readonly #peppers: ReadonlyMap<string, Pepper>
  // By the secret itself, which a connection that sends it again and again keeps: gone with the connection.
  readonly #hashes = new WeakMap<Uint8Array, KeyHash>()
  #formerMatches = 0

  /** New keys are hashed under `pepper`; keys that were hashed under a former one still match. */
  constructor(pepper: string, former: readonly string[] = []) {
    this.#current = toPepper(pepper)
    const all = [this.#current, ...former.map(toPepper)]
    this.#peppers = new Map(all.map((each) => [each.id, each]))
  }

  /** How often a secret was the one that was hashed under a former pepper: whether that is needed still. */
  get formerMatches(): number {
    return this.#formerMatches
  }

  /** Whether it was made under the pepper that new ones are. */
  isCurrent({ pepperId }: Pick<KeyHash, 'pepperId'>): boolean {
    return pepperId === this.#current.id
  }

  hash(secret: Uint8Array): KeyHash {
    return { hash: hmac(this.#current, secret), pepperId: this.#current.id }
  }

  /** Encrypts under keys that follow from the peppers, for that purpose alone. */
  sealer(purpose: string): Sealer {
    const derive = ({ id, key }: Pepper) => ({ id, key: deriveKey(key, purpose) })
    return new Sealer(derive(this.#current), [...this.#peppers.values()].map(derive))
  }

  /**
   * Whether the secret is the one that was hashed. The work is the same when there is nothing to compare with, so that
   * the time of an answer does not tell which keys exist.
   */
  matches(secret: Uint8Array, stored: KeyHash | undefined): boolean {
    const pepper = this.#peppers.get(stored?.pepperId ?? '')
    const comparable = stored?.hash.length === HASH_BYTES ? stored.hash : NO_HASH
    const same = timingSafeEqual(this.#hashUnder(pepper ?? this.#current, secret), comparable)
    const isRight = same && pepper !== undefined && stored?.hash === comparable
    if (isRight && pepper !== this.#current) this.#formerMatches++
    return isRight
  }

  #hashUnder(pepper: Pepper, secret: Uint8Array): Buffer {
    const known = this.#hashes.get(secret)
    if (known?.pepperId === pepper.id) return known.hash
    const hash = hmac(pepper, secret)
    this.#hashes.set(secret, { hash, pepperId: pepper.id })
    return hash
  }
}

/** The id follows from the pepper, so the two cannot be mixed up; being a keyed hash it tells nothing about it. */
function toPepper(text: string): Pepper {
  if (text.length < PEPPER_MIN_LENGTH) {
    throw new RangeError(`a pepper has at least ${PEPPER_MIN_LENGTH} characters`)
  }
  const key = Buffer.from(text, 'utf8')
  const id = createHmac('sha256', key).update('postern pepper id').digest('hex').slice(0, 12)
  return { id, key }
}

function hmac(pepper: Pepper, secret: Uint8Array): Buffer {
  return createHmac('sha256', pepper.key).update(secret).digest()
}
