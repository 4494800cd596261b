import { Problem } from '@postern/domain'
import { clientNetwork, GuessThrottle } from '@postern/server'

const WINDOW_MS = 15 * 60_000

// Who forgot the password tries some; with a second factor behind it, ten in a quarter of an hour lead nowhere.
const MAX_FAILURES = 10

// Some megabytes at most. Beyond this the one that came first is forgotten first.
const MAX_ACCOUNTS = 20_000
const MAX_PLACES = 20_000

interface Failures {
  readonly sinceMs: number
  count: number
}

/** Whom somebody tries to be, as typed: whether there is such an account makes no difference. */
export interface Claim {
  readonly account: string
  readonly address: string
}

/**
 * Slows down who guesses at people's passwords: by the address that they come from, and by the account that they want.
 * So that a stranger cannot lock somebody out, failures from where that person signed in before count apart.
 */
export class SignInThrottle {
  readonly #clock: () => number
  readonly #addresses: GuessThrottle
  readonly #failures = new Map<string, Failures>()
  readonly #places = new Map<string, true>()

  constructor(clock: () => number) {
    this.#clock = clock
    this.#addresses = new GuessThrottle(clock)
  }

  /** Throws `authentication-throttled`: call it before any work. */
  refuseTooMany(claim: Claim): void {
    this.#addresses.refuseTooMany(claim.address)
    const failures = this.#current(this.#keyOf(claim))
    if (!failures || failures.count < MAX_FAILURES) return
    const waitSeconds = Math.ceil((failures.sinceMs + WINDOW_MS - this.#clock()) / 1_000)
    throw new Problem(
      'authentication-throttled',
      `too many failed attempts to sign in as this person; try again in ${waitSeconds} seconds`,
      { headers: { 'retry-after': String(waitSeconds) } },
    )
  }

  noteFailure(claim: Claim): void {
    this.#addresses.noteFailure(claim.address)
    const key = this.#keyOf(claim)
    const failures = this.#current(key) ?? { sinceMs: this.#clock(), count: 0 }
    failures.count++
    keep(this.#failures, key, failures, MAX_ACCOUNTS)
  }

  /** The place is the person's from now on, and what they mistyped there is forgotten. */
  noteSuccess(claim: Claim): void {
    const place = placeOf(claim)
    keep(this.#places, place, true, MAX_PLACES)
    this.#failures.delete(place)
  }

  #keyOf(claim: Claim): string {
    const place = placeOf(claim)
    return this.#places.has(place) ? place : claim.account
  }

  #current(key: string): Failures | undefined {
    const failures = this.#failures.get(key)
    return failures && this.#clock() - failures.sinceMs < WINDOW_MS ? failures : undefined
  }
}

function placeOf({ account, address }: Claim): string {
  return `${account} ${clientNetwork(address)}`
}

/** As the youngest of at most so many. */
function keep<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > max && oldest !== undefined) map.delete(oldest)
}
