/** Fills at a rate up to what it can hold; what passes takes from it. */
export class TokenBucket {
  #perSecond: number
  #capacity: number
  #tokens: number
  #atMs: number

  /** `fill` from 0, empty, to 1. */
  constructor(perSecond: number, capacity: number, fill: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#capacity = capacity
    this.#tokens = capacity * fill
    this.#atMs = nowMs
  }

  get tokens(): number {
    return this.#tokens
  }

  /** How full it is, 0 to 1. */
  get fill(): number {
    return Math.max(0, this.#tokens / this.#capacity)
  }

  /** Lets it fill up to now. */
  advance(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#atMs) / 1_000
    this.#tokens = Math.min(this.#capacity, this.#tokens + seconds * this.#perSecond)
    this.#atMs = nowMs
  }

  /** From now on it fills and holds that much; what is in it stays, as far as it fits. */
  reshape(perSecond: number, capacity: number): void {
    this.#perSecond = perSecond
    this.#capacity = capacity
    this.#tokens = Math.min(this.#tokens, capacity)
  }

  /** More than it can hold passes when it is full, and leaves it in debt. */
  has(units: number): boolean {
    return this.#tokens >= Math.min(units, this.#capacity)
  }

  take(units: number): void {
    this.#tokens -= units
  }

  /** How many seconds until it has that many. */
  secondsUntil(units: number): number {
    return Math.max(0, Math.min(units, this.#capacity) - this.#tokens) / this.#perSecond
  }
}
