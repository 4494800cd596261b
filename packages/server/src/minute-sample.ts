const MINUTE_MS = 60_000

// What is counted may be made up by strangers. Beyond this, nothing is taken until the next minute.
const MAX_KEYS = 10_000

/** Takes the first so many of a kind within each minute, so that nobody can fill a disk by repeating themselves. */
export class MinuteSample {
  readonly #clock: () => number
  readonly #perMinute: number
  #minute = 0
  readonly #counts = new Map<string, number>()

  constructor(clock: () => number, perMinute: number) {
    this.#clock = clock
    this.#perMinute = perMinute
  }

  takes(key: string): boolean {
    const minute = Math.floor(this.#clock() / MINUTE_MS)
    if (minute !== this.#minute) this.#counts.clear()
    this.#minute = minute
    const count = (this.#counts.get(key) ?? 0) + 1
    if (count > this.#perMinute || this.#counts.size >= MAX_KEYS) return false
    this.#counts.set(key, count)
    return true
  }
}
