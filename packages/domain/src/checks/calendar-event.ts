/**
 * Calendar events as systemd.time(7) writes them behind `OnCalendar=`: `Mon..Fri *-*-* 02:30:00 Europe/Berlin`.
 * All of its grammar but fractions of seconds and `@` with seconds since 1970.
 */
import { ScheduleFault } from './schedule-fault.ts'
import { DAY_MS, isTimeZone, momentOf, wallTimeOf } from './wall-clock.ts'

export interface CalendarEvent {
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>
  readonly years: ReadonlySet<number>
  /** From 1. */
  readonly months: ReadonlySet<number>
  readonly days: readonly DayRange[]
  /** Sorted. */
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  readonly seconds: readonly number[]
  /** When the event names one. */
  readonly timeZone: string | undefined
}

/** Every `step`th day; counted from the end of the month, 1 is its last day. */
interface DayRange {
  readonly first: number
  readonly last: number
  readonly step: number
  readonly isFromEnd: boolean
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  minutely: '*-*-* *:*:00',
  hourly: '*-*-* *:00:00',
  daily: '*-*-* 00:00:00',
  weekly: 'Mon *-*-* 00:00:00',
  monthly: '*-*-01 00:00:00',
  quarterly: '*-01,04,07,10-01 00:00:00',
  semiannually: '*-01,07-01 00:00:00',
  'semi-annually': '*-01,07-01 00:00:00',
  biannually: '*-01,07-01 00:00:00',
  'bi-annually': '*-01,07-01 00:00:00',
  yearly: '*-01-01 00:00:00',
  annually: '*-01-01 00:00:00',
  anually: '*-01-01 00:00:00',
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

// What systemd allows.
const FIRST_YEAR = 1970
const LAST_YEAR = 2199
const MAX_DAYS_FROM_END = 28

/** Throws `ScheduleFault`. */
export function parseCalendarEvent(text: string): CalendarEvent {
  const words = text.split(/ +/)
  const shorthand = SHORTHANDS[words[0]?.toLowerCase() ?? '']
  if (shorthand !== undefined) words.splice(0, 1, ...shorthand.split(' '))
  const weekdays = take(words, /^[a-z]+(?:(?:\.\.|[,-])[a-z]+)*$/i, isWeekdayList)
  const date = take(words, /^[\d*.,/]+(?:[-~][\d*.,/]+)+$/)
  const time = take(words, /^[\d*.,/]+(?::[\d*.,/]+)+$/)
  const timeZone = words.shift()
  const isEmpty = weekdays === undefined && date === undefined && time === undefined
  if (isEmpty || words.length > 0) {
    throw fault(text, 'write it as systemd does: Mon..Fri *-*-* 02:30:00')
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw fault(text, `there is no time zone ${JSON.stringify(timeZone)}`)
  }
  return {
    weekdays: weekdays === undefined ? new Set([0, 1, 2, 3, 4, 5, 6]) : parseWeekdays(weekdays),
    ...parseDate(date ?? '*-*-*'),
    ...parseTime(time ?? '00:00:00'),
    timeZone: timeZone?.toUpperCase() === 'UTC' ? 'UTC' : timeZone,
  }
}

/** The first time after that moment; `undefined` when there is none any more. A time that clocks skip is none. */
export function nextCalendarEvent(
  event: CalendarEvent,
  afterMs: number,
  timeZone: string,
): number | undefined {
  const zone = event.timeZone ?? timeZone
  const wall = wallTimeOf(afterMs, zone)
  let day = Math.floor(wall / DAY_MS) * DAY_MS
  for (;;) {
    const date = new Date(day)
    const year = date.getUTCFullYear()
    const month = date.getUTCMonth()
    if (year > LAST_YEAR) return undefined
    if (!event.years.has(year)) day = Date.UTC(year + 1, 0)
    else if (!event.months.has(month + 1)) day = Date.UTC(year, month + 1)
    else {
      const moment = isOn(event, date) ? firstOfDay(event, day, afterMs, zone) : undefined
      if (moment !== undefined) return moment
      day += DAY_MS
    }
  }
}

function isOn({ weekdays, days }: CalendarEvent, date: Date): boolean {
  if (!weekdays.has(date.getUTCDay())) return false
  const monthEnd = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  const day = date.getUTCDate()
  return days.some(({ first, last, step, isFromEnd }) => {
    const from = isFromEnd ? monthEnd - last + 1 : first
    const to = isFromEnd ? monthEnd - first + 1 : last
    return day >= from && day <= to && (day - from) % step === 0
  })
}

/** The first time of the day after that moment. A time that the wall shows twice is the first of the two. */
function firstOfDay(
  { hours, minutes, seconds }: CalendarEvent,
  day: number,
  afterMs: number,
  timeZone: string,
): number | undefined {
  const afterWall = wallTimeOf(afterMs, timeZone)
  for (const hour of hours) {
    if (day + (hour + 1) * HOUR_MS <= afterWall) continue
    for (const minute of minutes) {
      for (const second of seconds) {
        const wall = day + hour * HOUR_MS + minute * MINUTE_MS + second * 1_000
        const moment = wall > afterWall ? momentOf(wall, timeZone) : undefined
        if (moment !== undefined && moment > afterMs) return moment
      }
    }
  }
  return undefined
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** The next word, if it looks so. */
function take(
  words: string[],
  pattern: RegExp,
  isOne: (word: string) => boolean = () => true,
): string | undefined {
  const [word] = words
  return word !== undefined && pattern.test(word) && isOne(word) ? words.shift() : undefined
}

function isWeekdayList(word: string): boolean {
  return word.split(/\.\.|[,-]/).every((name) => weekdayOf(name) !== undefined)
}

function weekdayOf(name: string): number | undefined {
  const lower = name.toLowerCase()
  const index = WEEKDAYS.findIndex((day) => day === lower || day.slice(0, 3) === lower)
  return index < 0 ? undefined : index
}

function parseWeekdays(text: string): ReadonlySet<number> {
  const days = text.split(',').flatMap((part) => {
    // A week begins on Monday, so that Sunday ends a range.
    const [first = 0, last = first] = part
      .split(/\.\.|-/)
      .map((name) => ((weekdayOf(name) ?? 0) + 6) % 7)
    if (last < first) throw fault(part, 'the first day of a range comes before the last')
    return numbers(first, last)
  })
  return new Set(days.map((day) => (day + 1) % 7))
}

function parseDate(text: string): Pick<CalendarEvent, 'years' | 'months' | 'days'> {
  const [, year = '*', month, separator, day] =
    /^(?:([^-~]+)-)?([^-~]+)([-~])([^-~]+)$/.exec(text) ?? []
  if (month === undefined || day === undefined) {
    throw fault(text, 'a date is year-month-day or month-day, with ~ before a day from the end')
  }
  return {
    years: new Set(expand(year, { first: FIRST_YEAR, last: LAST_YEAR, read: readYear })),
    months: new Set(expand(month, { first: 1, last: 12 })),
    days: parseDays(day, separator === '~'),
  }
}

/** `70` is 1970 and `69` is 2069. */
function readYear(digits: string): number {
  const year = Number(digits)
  if (year >= 100) return year
  return year + (year < 70 ? 2_000 : 1_900)
}

function parseDays(text: string, isFromEnd: boolean): DayRange[] {
  const last = isFromEnd ? MAX_DAYS_FROM_END : 31
  return parseRanges(text, { first: 1, last }).map((range) => {
    // From the third last on every second day: that goes towards the end of the month.
    const isOpen = isFromEnd && range.isOpen
    return { ...range, ...(isOpen ? { first: 1, last: range.first } : {}), isFromEnd }
  })
}

function parseTime(text: string): Pick<CalendarEvent, 'hours' | 'minutes' | 'seconds'> {
  const [hour = '*', minute = '*', second = '0', ...rest] = text.split(':')
  if (rest.length > 0) throw fault(text, 'a time is hour:minute or hour:minute:second')
  return {
    hours: expand(hour, { first: 0, last: 23 }),
    minutes: expand(minute, { first: 0, last: 59 }),
    seconds: expand(second, { first: 0, last: 59 }),
  }
}

interface Bounds {
  readonly first: number
  readonly last: number
  readonly read?: (digits: string) => number
}

interface Range {
  readonly first: number
  readonly last: number
  readonly step: number
  /** It has a step and no end of its own. */
  readonly isOpen: boolean
}

/** All values of a list such as `1,5..9/2,20/5`, sorted. */
function expand(text: string, bounds: Bounds): number[] {
  const values = parseRanges(text, bounds).flatMap(({ first, last, step }) =>
    numbers(first, last).filter((value) => (value - first) % step === 0),
  )
  return [...new Set(values)].sort((a, b) => a - b)
}

function parseRanges(text: string, bounds: Bounds): Range[] {
  const { first: min, last: max, read = Number } = bounds
  if (text === '*') return [{ first: min, last: max, step: 1, isOpen: false }]
  return text.split(',').map((part) => {
    const [, start, end, every] = /^(\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(part) ?? []
    if (start === undefined) throw fault(part, 'a value is *, a number, 1..5, 0/15 or 0..30/10')
    const isOpen = every !== undefined && end === undefined
    const first = read(start)
    const last = end === undefined ? (isOpen ? max : first) : read(end)
    const step = every === undefined ? 1 : Number(every)
    if (first < min || last > max || last < first || step < 1) {
      throw fault(part, `values go from ${min} to ${max}, and a step is at least 1`)
    }
    return { first, last, step, isOpen }
  })
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function fault(text: string, reason: string): ScheduleFault {
  const shown = JSON.stringify(text.slice(0, 60))
  return new ScheduleFault(`the calendar event ${shown} cannot be read: ${reason}`)
}
