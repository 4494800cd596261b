/**
 * A clock of Postgres that stands still until it is told to go on. What is held for some ticks is there when the clock
 * has gone on by one less, and gone with the last: a tick is a little longer than what is asked for, since the pushes
 * between two ticks are some microseconds apart.
 *
 * A tick is a moment of Postgres's own clock, which has to be that of this machine: what was read before it stays before
 * it, however late a replica under load comes to look at what was read.
 */
export class StillClock {
  readonly #startMs = Date.now()
  /** When each tick was, in microseconds since 1970. */
  readonly #tickedAt: number[] = []

  get ticks(): number {
    return this.#tickedAt.length
  }

  /** Returns how many there were by now. */
  tick(): number {
    // To where a millisecond begins: in between, this clock does not tell how late it is.
    const beforeMs = Date.now()
    while (Date.now() === beforeMs);
    return this.#tickedAt.push(Date.now() * 1_000)
  }

  readonly databaseClock = (reportedMicros: number): number => {
    const ticks = this.#tickedAt.findLastIndex((at) => at <= reportedMicros) + 1
    return (this.#startMs + ticks * (TICK_MS + 1)) * 1_000
  }

  static msOf(ticks: number): number {
    return ticks * TICK_MS
  }

  static headerFor(ticks: number): string {
    return ticks === Number.POSITIVE_INFINITY ? 'never' : `${(ticks * TICK_MS) / 1_000}s`
  }
}

const TICK_MS = 10_000
