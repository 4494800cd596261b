/** Aborts what hangs on its signal when it runs out. Once it has, it stays so. */
export class Countdown {
  readonly #controller = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number) {
    this.start(ms)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  start(ms: number): void {
    this.stop()
    const run = () => this.#controller.abort()
    // What waits for the signal keeps the process alive, and not this.
    this.#timer = setTimeout(run, Math.max(1, Math.ceil(ms))).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
