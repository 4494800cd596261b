/** The keys that tokens are signed and checked with, as this replica knows them. */
import { currentSigningKey, type SigningKey, signingKeyState } from '@postern/domain'
import { type KeyHasher, openSigningKey, type SigningKeyPair } from '@postern/server'
import { type Db, listSigningKeys, type StoredSigningKey } from '@postern/store'

export type RingKey = SigningKey & SigningKeyPair

// A new key is published for a minute at the least before it signs, so every replica knows it in time; a revoked one
// is believed no longer than this.
const MAX_AGE_MS = 2_000

// A token may name a key that was made just now, and a stranger any key: so often may the one make us look.
const LOOK_AGAIN_MS = 1_000

export class SigningKeyRing {
  readonly #db: Db
  readonly #hasher: KeyHasher
  readonly #clock: () => number
  #keys: readonly RingKey[] = []
  #askedMs = Number.NEGATIVE_INFINITY
  #loading: Promise<void> | undefined

  constructor(db: Db, hasher: KeyHasher, clock: () => number) {
    this.#db = db
    this.#hasher = hasher
    this.#clock = clock
  }

  /** The key that signs now; `undefined` when the control plane has made none yet. */
  async current(): Promise<RingKey | undefined> {
    await this.#refresh(MAX_AGE_MS)
    return currentSigningKey(this.#keys, this.#clock())
  }

  /** The key of that id, if what it signed may still be good. */
  async find(id: string): Promise<RingKey | undefined> {
    await this.#refresh(MAX_AGE_MS)
    if (!this.#keys.some((key) => key.id === id)) await this.#refresh(LOOK_AGAIN_MS)
    return this.#published().find((key) => key.id === id)
  }

  /** Every key that a token which is good now, or in a minute, may have been signed with. */
  async published(): Promise<readonly RingKey[]> {
    await this.#refresh(MAX_AGE_MS)
    return this.#published()
  }

  #published(): RingKey[] {
    const now = this.#clock()
    return this.#keys.filter((key) => {
      const state = signingKeyState(key, this.#keys, now)
      return state !== undefined && state !== 'revoked'
    })
  }

  async #refresh(maxAgeMs: number): Promise<void> {
    if (this.#clock() - this.#askedMs < maxAgeMs) return
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined
    })
    await this.#loading
  }

  async #load(): Promise<void> {
    const now = this.#clock()
    const rows = await listSigningKeys(this.#db)
    const known = new Map(this.#keys.map((key) => [key.id, key]))
    this.#keys = rows.flatMap((row) => this.#open(row, known.get(row.id)))
    this.#askedMs = now
  }

  /** A key that does not open was not sealed by us: whoever wrote it shall sign nothing. */
  #open(row: StoredSigningKey, known: RingKey | undefined): RingKey[] {
    const { id, generation, createdAt, signsFrom, revokedAt } = row
    const facts = { id, generation, createdAt, signsFrom, revokedAt }
    if (known) return [{ ...known, ...facts }]
    const pair = openSigningKey(this.#hasher, id, row.privateKey)
    return pair ? [{ ...facts, ...pair }] : []
  }
}
