/** Who waits for a connection, and since when: the pool itself tells only how many do. */
export class ConnectionWaits {
  readonly #clock: () => number
  /** In the order in which they came. */
  readonly #waiting = new Set<{ readonly sinceMs: number }>()

  /** `clock` in milliseconds, and never goes back. */
  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** How long who came first has waited by now; 0 when nobody waits. */
  get longestMs(): number {
    const [first] = this.#waiting
    return first ? this.#clock() - first.sinceMs : 0
  }

  async during<T>(connect: () => Promise<T>): Promise<T> {
    const one = { sinceMs: this.#clock() }
    this.#waiting.add(one)
    try {
      return await connect()
    } finally {
      this.#waiting.delete(one)
    }
  }
}
