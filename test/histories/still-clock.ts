/**
 * A clock of Postgres that stands still until it is told to go on. What is held for some ticks is there when the clock
 * has gone on by one less, and gone with the last: a tick is a little longer than what is asked for, since the pushes
 * between two ticks are some microseconds apart.
 */
export class StillClock {
  readonly #startMs = Date.now()
  #ticks = 0

  get ticks(): number {
    return this.#ticks
  }

  /** Returns how many there were by now. */
  tick(): number {
    return ++this.#ticks
  }

  readonly databaseClock = (): number => (this.#startMs + this.#ticks * (TICK_MS + 1)) * 1_000

  static msOf(ticks: number): number {
    return ticks * TICK_MS
  }

  static headerFor(ticks: number): string {
    return ticks === Number.POSITIVE_INFINITY ? 'never' : `${(ticks * TICK_MS) / 1_000}s`
  }
}

const TICK_MS = 10_000
