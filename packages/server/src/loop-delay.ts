import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What `monitorEventLoopDelay` records: the times between two turns of a timer, in nanoseconds. */
export interface TurnRecord {
  readonly count: number
  readonly mean: number
  reset(): void
}

/** Begins and ends what records, and what looks in equal intervals. */
export interface Clockwork {
  start(look: () => void): void
  stop(): void
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
  readonly #clockwork: Clockwork
  #lastMs = 0
  #currentMs = 0

  constructor(record: TurnRecord, clockwork: Clockwork) {
    this.#record = record
    this.#clockwork = clockwork
  }

  get currentMs(): number {
    return this.#currentMs
  }

  /** To be called when all is set up, which takes long turns of its own; until then there is no delay. */
  start(): void {
    this.#clockwork.start(() => this.look())
  }

  look(): void {
    // Without a turn since the last look nothing is known that is new.
    if (this.#record.count === 0) return
    const ms = Math.max(0, this.#record.mean / 1e6 - RESOLUTION_MS)
    this.#record.reset()
    this.#currentMs = Math.min(this.#lastMs, ms)
    this.#lastMs = ms
  }

  [Symbol.dispose](): void {
    this.#clockwork.stop()
  }
}

/** Of this process, from its start until it is disposed of. */
export function processLoopDelay(): LoopDelay {
  const record = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  let timer: NodeJS.Timeout | undefined
  return new LoopDelay(record, {
    start: (look) => {
      record.enable()
      timer ??= setInterval(look, LOOK_EVERY_MS).unref()
    },
    stop: () => {
      clearInterval(timer)
      record.disable()
    },
  })
}
