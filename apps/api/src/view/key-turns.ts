/** When keys come near their ends, and are long past them: moments at which a scrape changes by time alone. */
import type { ExpiringKey } from '@postern/store'

const DAY_MS = 86_400_000

// Time enough to replace a key at ease; and after its end what still uses it should be told for a while.
const SHOWN_BEFORE_MS = 14 * DAY_MS
const SHOWN_AFTER_MS = 14 * DAY_MS

export function isExpiryShown({ expiresAt }: ExpiringKey, nowMs: number): boolean {
  const end = expiresAt.getTime()
  return nowMs >= end - SHOWN_BEFORE_MS && nowMs < end + SHOWN_AFTER_MS
}

export class KeyTurns {
  readonly #times: readonly number[]
  #next = 0

  constructor(keys: readonly ExpiringKey[]) {
    const times = keys.flatMap(({ expiresAt }) => {
      const end = expiresAt.getTime()
      return [end - SHOWN_BEFORE_MS, end + SHOWN_AFTER_MS]
    })
    this.#times = times.sort((a, b) => a - b)
  }

  /** Lets time go on; returns the last turn that it passed now, or 0. */
  advance(nowMs: number): number {
    let turned = 0
    for (;;) {
      const time = this.#times[this.#next]
      if (time === undefined || time > nowMs) return turned
      turned = time
      this.#next++
    }
  }
}
