import type { CheckSettings } from './check.ts'
import type { CheckSchedule } from './check-schedule.ts'
import { type SkipWindow, weekdays } from './skip-windows.ts'

type Stored = Readonly<Partial<Record<string, unknown>>>

/** What was stored; `undefined` when it is of a release that knows more than this one. */
export function readCheckSettings(stored: Stored): CheckSettings | undefined {
  const { timeZone, grace, failuresBeforeDown, minimumRuns } = stored
  const schedule = readSchedule(stored['schedule'])
  const skipWindows = readWindows(stored['skipWindows'])
  if (!schedule || !skipWindows) return undefined
  if (typeof timeZone !== 'string' || typeof grace !== 'string') return undefined
  if (typeof failuresBeforeDown !== 'number' || typeof minimumRuns !== 'number') return undefined
  return { schedule, timeZone, grace, failuresBeforeDown, minimumRuns, skipWindows }
}

function readSchedule(value: unknown): CheckSchedule | undefined {
  if (!isObject(value)) return undefined
  const { period, cron, onCalendar } = value
  if (typeof period === 'string') return { period }
  if (typeof cron === 'string') return { cron }
  return typeof onCalendar === 'string' ? { onCalendar } : undefined
}

function readWindows(value: unknown): SkipWindow[] | undefined {
  if (!Array.isArray(value)) return undefined
  const windows = value.flatMap(readWindow)
  return windows.length === value.length ? windows : undefined
}

function readWindow(value: unknown): SkipWindow[] {
  if (!isObject(value)) return []
  const { days, from, to } = value
  if (typeof from !== 'string' || typeof to !== 'string' || !Array.isArray(days)) return []
  return [{ days: weekdays.filter((day) => days.includes(day)), from, to }]
}

function isObject(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null
}
