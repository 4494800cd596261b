import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What `monitorEventLoopDelay` records: the times between two turns of a timer, in nanoseconds. */
export interface TurnRecord {
  readonly count: number
  readonly mean: number
  reset(): void
}

// Fine enough to tell 250 ms, and coarse enough to cost nothing.
const RESOLUTION_MS = 20

const LOOK_EVERY_MS = 500

/**
 * By how much the event loop is late. One long turn, as when a large body is parsed, is not what it is about: the delay
 * counts that was there in both of the last two looks, on average.
 */
export class LoopDelay implements Disposable {
  readonly #record: TurnRecord
  readonly #stop: () => void
  #lastMs = 0
  #currentMs = 0

  /** `stop` ends what records and what calls `look`. */
  constructor(record: TurnRecord, stop: () => void) {
    this.#record = record
    this.#stop = stop
  }

  get currentMs(): number {
    return this.#currentMs
  }

  /** To be called in equal intervals. */
  look(): void {
    // Without a turn since the last look nothing is known that is new.
    if (this.#record.count === 0) return
    const ms = Math.max(0, this.#record.mean / 1e6 - RESOLUTION_MS)
    this.#record.reset()
    this.#currentMs = Math.min(this.#lastMs, ms)
    this.#lastMs = ms
  }

  [Symbol.dispose](): void {
    this.#stop()
  }
}

/** Of this process, until it is disposed of. */
export function watchLoopDelay(): LoopDelay {
  const record = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  const delay = new LoopDelay(record, () => {
    clearInterval(timer)
    record.disable()
  })
  const timer = setInterval(() => delay.look(), LOOK_EVERY_MS)
  timer.unref()
  record.enable()
  return delay
}
