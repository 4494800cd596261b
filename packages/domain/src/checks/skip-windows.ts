/** Times of the week in which a job is not expected: time stands still in them. */
import { DAY_MS, momentAtOrAfter, wallTimeOf } from './wall-clock.ts'

/** In the order of `Date.getUTCDay`. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

export type Weekday = (typeof weekdays)[number]

/** From one time of the wall to another; one that ends before it begins ends on the next day. */
export interface SkipWindow {
  readonly days: readonly Weekday[]
  /** `18:30`. */
  readonly from: string
  /** Up to `24:00`. */
  readonly to: string
}

/** For schemas. */
export const windowStartPattern = '^(?:[01]\\d|2[0-3]):[0-5]\\d$'
export const windowEndPattern = '^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$'

interface Span {
  readonly start: number
  readonly end: number
}

// From today on: what is counted is a year at most, and windows leave an hour of each week.
const MAX_DAYS = 10 * 366

// Remembered days: those that are asked about are the coming ones.
const MAX_REMEMBERED = 1_000

export class SkipWindows {
  readonly #windows: readonly SkipWindow[]
  readonly #timeZone: string
  readonly #spansByDay = new Map<number, readonly Span[]>()

  constructor(windows: readonly SkipWindow[], timeZone: string) {
    this.#windows = windows
    this.#timeZone = timeZone
  }

  /** The end of the window that holds that moment, windows that follow at once included; the moment itself outside. */
  outside(ms: number): number {
    let at = ms
    for (const { start, end } of this.#spans(ms)) {
      if (start > at) break
      at = Math.max(at, end)
    }
    return at
  }

  /** The moment until which so much time passes outside the windows. */
  add(ms: number, durationMs: number): number {
    let at = ms
    let left = durationMs
    for (const { start, end } of this.#spans(ms)) {
      if (start - at >= left) break
      left -= Math.max(0, start - at)
      at = Math.max(at, end)
    }
    return at + left
  }

  /** Those that end after that moment, in the order of their beginnings. */
  *#spans(fromMs: number): Generator<Span> {
    if (this.#windows.length === 0) return
    // A window of yesterday may reach into today.
    let day = Math.floor(wallTimeOf(fromMs, this.#timeZone) / DAY_MS) * DAY_MS - DAY_MS
    for (let n = 0; n < MAX_DAYS; n++, day += DAY_MS) {
      for (const span of this.#spansOf(day)) if (span.end > fromMs) yield span
    }
  }

  #spansOf(day: number): readonly Span[] {
    const known = this.#spansByDay.get(day)
    if (known) return known
    const weekday = weekdays[new Date(day).getUTCDay()]
    const spans = this.#windows
      .filter(({ days }) => days.some((name) => name === weekday))
      .map(({ from, to }) => {
        const [start, end] = wallSpan(from, to)
        return {
          start: momentAtOrAfter(day + start, this.#timeZone),
          end: momentAtOrAfter(day + end, this.#timeZone),
        }
      })
      .sort((a, b) => a.start - b.start)
    if (this.#spansByDay.size >= MAX_REMEMBERED) this.#spansByDay.clear()
    this.#spansByDay.set(day, spans)
    return spans
  }
}

const WEEK_MINUTES = 7 * 24 * 60

/** How many minutes of a week no window holds. */
export function minutesOutside(windows: readonly SkipWindow[]): number {
  const skipped = new Set<number>()
  for (const { days, from, to } of windows) {
    const [start, end] = wallSpan(from, to).map((ms) => ms / 60_000)
    for (const day of days) {
      const midnight = weekdays.indexOf(day) * 24 * 60
      for (let minute = start ?? 0; minute < (end ?? 0); minute++) {
        skipped.add((midnight + minute) % WEEK_MINUTES)
      }
    }
  }
  return WEEK_MINUTES - skipped.size
}

/** In milliseconds from midnight. */
function wallSpan(from: string, to: string): readonly [number, number] {
  const start = timeOfDay(from)
  const end = timeOfDay(to)
  return [start, end > start ? end : end + DAY_MS]
}

function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}
