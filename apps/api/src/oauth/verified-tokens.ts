import { hash } from 'node:crypto'

// Some megabytes at most: of each token no more is kept than its hash. Beyond this the one used longest ago goes first.
const MAX_TOKENS = 10_000

/**
 * Which tokens were found to be genuine, by which key: to check the signature of one of ours takes 320 µs, to find it here
 * three. It is all that is remembered. What the token says is read from it each time, and whether its credential is still
 * good is asked each time.
 */
export class VerifiedTokens {
  readonly #clock: () => number
  /** By the hash of token and key: until when, in milliseconds since 1970. */
  readonly #until = new Map<string, number>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  get size(): number {
    return this.#until.size
  }

  /**
   * Verifies the token, unless that was done before with that key and it has not expired since. `key` names all that was
   * decided besides the token: the key, and for whom the token has to be.
   */
  ensure(text: string, key: string, verify: () => { readonly exp?: unknown }): void {
    const id = hash('sha256', `${text}\n${key}`, 'base64')
    const until = this.#until.get(id)
    this.#until.delete(id)
    if (until !== undefined && this.#clock() < until) {
      this.#until.set(id, until)
      return
    }
    const { exp } = verify()
    if (typeof exp === 'number') this.#until.set(id, exp * 1_000)
    const [oldest] = this.#until.keys()
    if (this.#until.size > MAX_TOKENS && oldest !== undefined) this.#until.delete(oldest)
  }
}
