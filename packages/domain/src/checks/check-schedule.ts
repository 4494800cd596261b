/** When a job is expected to run. */
import { Cron } from 'croner'
import { parseDuration } from '../duration.ts'
import { nextCalendarEvent, parseCalendarEvent } from './calendar-event.ts'
import { ScheduleFault } from './schedule-fault.ts'
import { isTimeZone } from './wall-clock.ts'

/** So long after the last run, or at times of the calendar, as cron or as systemd writes them. */
export type CheckSchedule =
  | { readonly period: string }
  | { readonly cron: string }
  | { readonly onCalendar: string }

/** A schedule that was read once and can be asked again and again. */
export interface CompiledSchedule {
  /** Of a schedule of that kind. */
  readonly periodMs: number | undefined
  /** The first expected time after that moment, of one at times of the calendar; `undefined` when there is none. */
  readonly next: (afterMs: number) => number | undefined
}

/** What a period, and a grace, may be. */
export const MIN_PERIOD_MS = 60_000
export const MAX_PERIOD_MS = 365 * 86_400_000

/** Throws `ScheduleFault`. The zone is one of the IANA database. */
export function compileSchedule(schedule: CheckSchedule, timeZone: string): CompiledSchedule {
  if (!isTimeZone(timeZone)) {
    throw new ScheduleFault(`there is no time zone ${JSON.stringify(timeZone.slice(0, 60))}`)
  }
  if ('period' in schedule) {
    const periodMs = readPeriod(schedule.period)
    return { periodMs, next: () => undefined }
  }
  if ('cron' in schedule) {
    const cron = readCron(schedule.cron, timeZone)
    return { periodMs: undefined, next: (after) => cron.nextRun(new Date(after))?.getTime() }
  }
  const event = parseCalendarEvent(schedule.onCalendar)
  return { periodMs: undefined, next: (after) => nextCalendarEvent(event, after, timeZone) }
}

/** A period or a grace, in milliseconds. Throws `ScheduleFault`. */
export function readPeriod(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined || ms < MIN_PERIOD_MS || ms > MAX_PERIOD_MS) {
    throw new ScheduleFault('write a duration from 60s to 365d, such as 90m or 1d12h')
  }
  return ms
}

// What every cron understands, and nothing of what only some do: L, W, # and ? would be read by us and refused there.
const FIELDS = /^\s*(?:[0-9A-Za-z*,/-]+\s+){4}[0-9A-Za-z*,/-]+\s*$/
const LETTERS =
  /^(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)|[^a-z])*$/i
const NICKNAME = /^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)$/

/** At changes of the clocks as Vixie's cron: what would be skipped comes right after, what would come twice comes once. */
function readCron(text: string, timezone: string): Cron {
  if (!NICKNAME.test(text) && !(FIELDS.test(text) && LETTERS.test(text))) {
    throw new ScheduleFault('cron has five fields: minute, hour, day of month, month, day of week')
  }
  try {
    return new Cron(text, { mode: '5-part', timezone, fixedTimeRule: 'no-wildcard' })
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : ''
    throw new ScheduleFault(`the cron expression cannot be read: ${reason}`)
  }
}
