import type { Check, CheckDraft } from '@postern/contract'
import { checkDefaults } from '@postern/domain'

export type ScheduleKind = 'period' | 'cron' | 'onCalendar'

interface LabelRow {
  readonly label: string
  readonly value: string
}

export type WindowRow = Check['skipWindows'][number]

/** A check as the form has it. */
export interface CheckValues {
  readonly name: string
  readonly job: string
  readonly labels: readonly LabelRow[]
  readonly kind: ScheduleKind
  readonly schedule: string
  readonly timeZone: string
  readonly grace: string
  readonly failuresBeforeDown: number
  /** Of a period. */
  readonly minimumRuns: number
  readonly skipWindows: readonly WindowRow[]
}

export function valuesOf(check: Check | undefined): CheckValues {
  if (!check) {
    return {
      ...checkDefaults,
      name: '',
      job: '',
      labels: [],
      kind: 'period',
      schedule: checkDefaults.schedule.period,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }
  }
  const { name, job, timeZone, grace, failuresBeforeDown, minimumRuns, skipWindows } = check
  const labels = Object.entries(check.labels).map(([label, value]) => ({ label, value }))
  const settings = { timeZone, grace, failuresBeforeDown, minimumRuns, skipWindows }
  return { name, job, labels, ...scheduleOf(check), ...settings }
}

function scheduleOf({ schedule }: Check): Pick<CheckValues, 'kind' | 'schedule'> {
  if ('period' in schedule) return { kind: 'period', schedule: schedule.period }
  if ('cron' in schedule) return { kind: 'cron', schedule: schedule.cron }
  return { kind: 'onCalendar', schedule: schedule.onCalendar }
}

/** Whether anything of it is said by a clock on the wall: a period alone is as long everywhere. */
export function needsTimeZone({ kind, skipWindows }: CheckValues): boolean {
  return kind !== 'period' || skipWindows.length > 0
}

export function toDraft(values: CheckValues): CheckDraft {
  const { name, job, labels, kind, schedule, grace, failuresBeforeDown, minimumRuns } = values
  const named = labels.filter(({ label }) => label.trim() !== '')
  return {
    name,
    job: job.trim() === '' ? name : job.trim(),
    labels: Object.fromEntries(named.map(({ label, value }) => [label.trim(), value])),
    schedule: toSchedule(kind, schedule.trim()),
    timeZone: needsTimeZone(values) ? values.timeZone : 'UTC',
    grace,
    failuresBeforeDown,
    minimumRuns: kind === 'period' ? minimumRuns : checkDefaults.minimumRuns,
    skipWindows: [...values.skipWindows],
  }
}

function toSchedule(kind: ScheduleKind, text: string): Check['schedule'] {
  if (kind === 'period') return { period: text }
  return kind === 'cron' ? { cron: text } : { onCalendar: text }
}
