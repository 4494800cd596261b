import { Problem } from '@postern/domain'
import { clientNetwork } from './addresses.ts'

const WINDOW_MS = 60_000

// Somebody who mistypes tries a few times; who tries more often within a minute is a program.
const MAX_FAILURES = 10

// Some megabytes at most. Beyond this the network that failed first is forgotten first.
const MAX_NETWORKS = 20_000

interface Failures {
  readonly sinceMs: number
  count: number
}

/** Counts failed attempts to authenticate, by address or IPv6 network. What succeeds is neither counted nor slowed. */
export class GuessThrottle {
  readonly #clock: () => number
  readonly #failures = new Map<string, Failures>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /**
   * Throws `authentication-throttled` while there were too many failures: call it before any query. `isKnown` tells, also
   * without any, that this one succeeds anyway.
   */
  refuseTooMany(address: string, isKnown = (): boolean => false): void {
    if (this.#failures.size === 0) return
    const failures = this.#current(clientNetwork(address))
    if (!failures || failures.count < MAX_FAILURES || isKnown()) return
    const waitSeconds = Math.ceil((failures.sinceMs + WINDOW_MS - this.#clock()) / 1_000)
    throw new Problem(
      'authentication-throttled',
      `too many failed attempts from this address; try again in ${waitSeconds} seconds`,
      { headers: { 'retry-after': String(waitSeconds) } },
    )
  }

  noteFailure(address: string): void {
    const network = clientNetwork(address)
    const failures = this.#current(network) ?? { sinceMs: this.#clock(), count: 0 }
    failures.count++
    this.#failures.delete(network)
    this.#failures.set(network, failures)
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > MAX_NETWORKS && oldest !== undefined) this.#failures.delete(oldest)
  }

  #current(network: string): Failures | undefined {
    const failures = this.#failures.get(network)
    return failures && this.#clock() - failures.sinceMs < WINDOW_MS ? failures : undefined
  }
}
