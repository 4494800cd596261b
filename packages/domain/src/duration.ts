/** Durations as Prometheus writes them: `30s`, `15m`, `24h`, `90d`, `52w`, `1y`, and joined, as in `1d12h`. */

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

// Largest first, as they must stand. A year is 365 days and not the calendar's, as in Prometheus.
const unitsMs = [
  ['y', 365 * DAY_MS],
  ['w', 7 * DAY_MS],
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', MINUTE_MS],
  ['s', SECOND_MS],
] as const

// Five digits: more is a slip, and now plus the sum of them all is still a time that a Date can hold.
const PARTS = unitsMs.map(([unit]) => `(?:(\\d{1,5})${unit})?`).join('')

/** For schemas: each unit once at most, the larger before the smaller, at least one. */
export const durationPattern = `^(?=\\d)${PARTS}$`

const GRAMMAR = new RegExp(durationPattern)

/** The milliseconds of a duration, or `undefined` for a text that is none. */
export function parseDuration(text: string): number | undefined {
  const match = GRAMMAR.exec(text)
  if (!match) return undefined
  return unitsMs.reduce((sum, [, ms], index) => sum + Number(match[index + 1] ?? 0) * ms, 0)
}

/** The shortest text of whole seconds, in days and less: `35d`, `1d12h`, `90s` as `1m30s`. */
export function formatDuration(ms: number): string {
  let left = ms
  const parts = unitsMs.flatMap(([unit, unitMs]) => {
    if (unitMs > DAY_MS) return []
    const count = Math.floor(left / unitMs)
    left -= count * unitMs
    return count === 0 ? [] : [`${count}${unit}`]
  })
  return parts.length === 0 ? '0s' : parts.join('')
}
