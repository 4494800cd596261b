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
  const named = WEEK.filter((day) => days.includes(day))
  return `${named.join(', ')} ${from}–${to}`
}
