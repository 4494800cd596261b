import { type LimitName, NO_LIMIT, Problem } from '@postern/domain'

// A push takes some milliseconds, so whoever comes in a moment when all places are taken has one soon.
const WAIT_MS = 2_000

// Who waits holds a connection and nothing else; but a line that is longer than this moves on too slowly for its end.
const MAX_WAITING = 1_000

interface Place {
  running: number
  /** Those who wait, longest first. Each is told that a place is theirs. */
  readonly waiting: Set<() => void>
}

/** Counts what is under way at a time, by whom; who finds no place waits for one, for a while. */
export class Concurrency {
  readonly #limit: LimitName
  readonly #what: string
  readonly #waitMs: number
  readonly #places = new Map<string, Place>()

  /** `what` in words for the client, such as "pushes". */
  constructor(limit: LimitName, what: string, waitMs = WAIT_MS) {
    this.#limit = limit
    this.#what = what
    this.#waitMs = waitMs
  }

  /**
   * Returns what ends it, once there is a place. Throws `rate-limited` when there is none in two seconds, or when `gone`
   * says that nobody waits for the answer any more.
   */
  async enter(who: string, allowed: number, gone?: AbortSignal): Promise<() => void> {
    if (allowed === NO_LIMIT) return () => undefined
    const place = this.#places.get(who) ?? { running: 0, waiting: new Set() }
    this.#places.set(who, place)
    if (place.running < allowed) place.running++
    else await this.#wait(place, allowed, gone)
    return () => this.#leave(who, place)
  }

  /** Resolves when somebody who leaves hands their place on. */
  #wait(place: Place, allowed: number, gone: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    if (place.waiting.size >= MAX_WAITING) throw this.#refusal(allowed)
    // Out of the line at once: a place that is handed to who has gone is lost.
    const giveUp = () => {
      place.waiting.delete(resolve)
      reject(this.#refusal(allowed))
    }
    const timer = setTimeout(giveUp, this.#waitMs)
    gone?.addEventListener('abort', giveUp, { once: true })
    place.waiting.add(resolve)
    return promise.finally(() => {
      clearTimeout(timer)
      gone?.removeEventListener('abort', giveUp)
    })
  }

  #leave(who: string, place: Place): void {
    const [next] = place.waiting
    if (next) {
      // The place changes hands, and is never seen free by somebody who came later.
      place.waiting.delete(next)
      next()
      return
    }
    place.running--
    if (place.running === 0 && this.#places.get(who) === place) this.#places.delete(who)
  }

  #refusal(allowed: number): Problem {
    const seconds = this.#waitMs / 1_000
    const words = `more than ${allowed} ${this.#what} were under way for ${seconds} seconds; ${this.#limit} is ${allowed}`
    return new Problem('rate-limited', words, {
      members: { limit: this.#limit, allowed },
      headers: { 'retry-after': '1' },
    })
  }
}
