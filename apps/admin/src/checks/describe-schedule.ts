import type { CheckSettings, SkipWindow } from '@postern/domain'
import cronstrue from 'cronstrue'

/** When a check expects its job, in words for people. */
export function describeSchedule(settings: CheckSettings): string {
  const windows = settings.skipWindows.map(describeWindow).join(' and ')
  return `${describeTimes(settings)}${windows === '' ? '' : `, except ${windows}`}`
}

function describeTimes({ schedule, timeZone, minimumRuns }: CheckSettings): string {
  if ('period' in schedule) {
    return minimumRuns === 1
      ? `Every ${schedule.period}`
      : `${minimumRuns} times every ${schedule.period}`
  }
  if ('cron' in schedule) return `${describeCron(schedule.cron)}, ${timeZone}`
  const isZoned = /(?:^|\s)(?:UTC|[A-Z]\w*\/\S+)$/i.test(schedule.onCalendar)
  return `On calendar ${schedule.onCalendar}${isZoned ? '' : `, ${timeZone}`}`
}

function describeCron(cron: string): string {
  try {
    return cronstrue.toString(cron, { use24HourTimeFormat: true })
  } catch {
    return `By cron ${cron}`
  }
}

// As people count them.
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

function describeWindow({ days, from, to }: SkipWindow): string {
  const isAllDay = from === '00:00' && to === '24:00'
  return `${describeDays(days)}${isAllDay ? '' : ` ${from}–${to}`}`
}

/** `Mon–Fri`, `Sat, Sun`. */
function describeDays(days: SkipWindow['days']): string {
  const chosen = WEEK.filter((day) => days.includes(day))
  if (chosen.length === WEEK.length) return 'every day'
  const [first, last] = [chosen.at(0), chosen.at(-1)]
  const isRun = first && last && WEEK.indexOf(last) - WEEK.indexOf(first) === chosen.length - 1
  return isRun && chosen.length > 2
    ? `${capitalized(first)}–${capitalized(last)}`
    : chosen.map(capitalized).join(', ')
}

function capitalized(day: string): string {
  return `${day.charAt(0).toUpperCase()}${day.slice(1)}`
}
