/**
 * What the clocks on the walls of a time zone show, and when they show it. A wall time is a number too: the milliseconds
 * since 1970 as if the wall were in UTC, so that the calendar's arithmetic is that of UTC.
 */

/** Names of the IANA database such as `Europe/Berlin`; an offset is none, since it knows no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatterOf(name)
    return true
  } catch {
    return false
  }
}

export function wallTimeOf(ms: number, timeZone: string): number {
  return ms + offsetAt(ms, timeZone)
}

/** When the wall shows that time, the first time if twice; `undefined` if the clocks are put forward past it. */
export function momentOf(wall: number, timeZone: string): number | undefined {
  const before = wall - offsetAt(wall - DAY_MS, timeZone)
  const after = wall - offsetAt(wall + DAY_MS, timeZone)
  const moments = [Math.min(before, after), Math.max(before, after)]
  return moments.find((ms) => wallTimeOf(ms, timeZone) === wall)
}

/** As `momentOf`, but a time that the clocks are put forward past is when they are put forward. */
export function momentAtOrAfter(wall: number, timeZone: string): number {
  const moment = momentOf(wall, timeZone)
  if (moment !== undefined) return moment
  // Between the two lies the change; what the wall shows right behind it is more than was asked for.
  let low = wall - offsetAt(wall - DAY_MS, timeZone) - DAY_MS
  let high = low + 2 * DAY_MS
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (wallTimeOf(middle, timeZone) >= wall) high = middle
    else low = middle
  }
  return high
}

export const DAY_MS = 86_400_000

// As many as there are names, at most: only those that were found to be time zones are kept.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(timeZone, formatter)
  return formatter
}

function offsetAt(ms: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return wall - Math.floor(ms / 1_000) * 1_000
}
