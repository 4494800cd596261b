import type { Check, CheckDraft } from '@postern/contract'
import { checkDefaults } from '@postern/domain'

export type ScheduleKind = 'period' | 'cron' | 'onCalendar'

/** A check as the form has it. */
export interface CheckValues {
  readonly name: string
  readonly job: string
  /** `zone=eu, cluster=a` */
  readonly labels: string
  readonly kind: ScheduleKind
  readonly schedule: string
  readonly timeZone: string
  readonly grace: string
  readonly failuresBeforeDown: number
}

export function valuesOf(check: Check | undefined): CheckValues {
  if (!check) {
    const { schedule, grace, failuresBeforeDown } = checkDefaults
    return {
      name: '',
      job: '',
      labels: '',
      kind: 'period',
      schedule: schedule.period,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      grace,
      failuresBeforeDown,
    }
  }
  const { name, job, labels, timeZone, grace, failuresBeforeDown } = check
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`)
  return {
    name,
    job,
    labels: pairs.join(', '),
    ...scheduleOf(check),
    timeZone,
    grace,
    failuresBeforeDown,
  }
}

function scheduleOf({ schedule }: Check): Pick<CheckValues, 'kind' | 'schedule'> {
  if ('period' in schedule) return { kind: 'period', schedule: schedule.period }
  if ('cron' in schedule) return { kind: 'cron', schedule: schedule.cron }
  return { kind: 'onCalendar', schedule: schedule.onCalendar }
}

export function toDraft(values: CheckValues): CheckDraft {
  const { name, job, labels, kind, schedule, timeZone, grace, failuresBeforeDown } = values
  return {
    name,
    job: job.trim() === '' ? name : job.trim(),
    labels: readLabels(labels),
    schedule: toSchedule(kind, schedule.trim()),
    // A period is as long everywhere.
    timeZone: kind === 'period' ? 'UTC' : timeZone,
    grace,
    failuresBeforeDown,
  }
}

function toSchedule(kind: ScheduleKind, text: string): Check['schedule'] {
  if (kind === 'period') return { period: text }
  return kind === 'cron' ? { cron: text } : { onCalendar: text }
}

function readLabels(text: string): Record<string, string> {
  const pairs = text
    .split(',')
    .map((pair) => pair.split('='))
    .map(([label = '', ...value]) => [
      label.trim(),
      value.join('=').trim().replaceAll(/^"|"$/g, ''),
    ])
  return Object.fromEntries(pairs.filter(([label]) => label !== ''))
}
