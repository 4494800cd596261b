/** How much is held, kept as it changes, so that asking costs nothing that grows with it. */
export class Held {
  readonly #whole: Held | undefined
  #groups = 0
  #series = 0

  /** `whole` is what this is a part of: it counts along. */
  constructor(whole?: Held) {
    this.#whole = whole
  }

  get groups(): number {
    return this.#groups
  }

  get series(): number {
    return this.#series
  }

  /** More of both, or less. */
  add(groups: number, series: number): void {
    this.#groups += groups
    this.#series += series
    this.#whole?.add(groups, series)
  }
}
