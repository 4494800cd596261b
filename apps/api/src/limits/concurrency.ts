import { type LimitName, NO_LIMIT, Problem } from '@postern/domain'

/** Counts what is under way at a time, by whom. */
export class Concurrency {
  readonly #limit: LimitName
  readonly #what: string
  readonly #running = new Map<string, number>()

  /** `what` in words for the client, such as "pushes". */
  constructor(limit: LimitName, what: string) {
    this.#limit = limit
    this.#what = what
  }

  /** Returns what ends it. Throws `rate-limited` when as many are under way as may be. */
  enter(who: string, allowed: number): () => void {
    if (allowed === NO_LIMIT) return () => undefined
    const running = this.#running.get(who) ?? 0
    if (running >= allowed) throw this.#refusal(running, allowed)
    this.#running.set(who, running + 1)
    return () => this.#leave(who)
  }

  #leave(who: string): void {
    const running = (this.#running.get(who) ?? 0) - 1
    if (running > 0) this.#running.set(who, running)
    else this.#running.delete(who)
  }

  #refusal(running: number, allowed: number): Problem {
    const words = `${running} ${this.#what} are under way; ${this.#limit} is ${allowed}`
    return new Problem('rate-limited', words, {
      members: { limit: this.#limit, allowed },
      headers: { 'retry-after': '1' },
    })
  }
}
