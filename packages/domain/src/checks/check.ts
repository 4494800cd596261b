/** A check: when a job is expected to run, and what follows if it does not. */
import type { GroupingKey } from '../grouping-key.ts'
import type { CheckId } from '../ids.ts'
import type { CheckSchedule } from './check-schedule.ts'
import type { SkipWindow } from './skip-windows.ts'

export interface Check {
  readonly id: CheckId
  readonly namespace: string
  /** Unique in its namespace. */
  readonly name: string
  /** What it hangs on: a push to a group with these labels, `job` among them, is a run of the job. */
  readonly labels: GroupingKey
  readonly schedule: CheckSchedule
  /** Of the schedule and of the windows, as the IANA database names it. */
  readonly timeZone: string
  /** How long after the expected time the job may run, and how long a run may take. */
  readonly grace: string
  /** How many runs in a row have to fail. */
  readonly failuresBeforeDown: number
  /** How many runs are expected within each period. */
  readonly minimumRuns: number
  readonly skipWindows: readonly SkipWindow[]
  /** What happened before counts no more: when it was made, resumed, or given another schedule. */
  readonly armedAt: Date
  readonly pausedAt: Date | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What a check has about which nothing was said. */
export const checkDefaults = {
  schedule: { period: '1d' },
  timeZone: 'UTC',
  grace: '1h',
  failuresBeforeDown: 1,
  minimumRuns: 1,
  skipWindows: [],
} as const satisfies Partial<Check>

/** All that is said about a check but what it is called and hangs on. */
export type CheckSettings = Pick<Check, keyof typeof checkDefaults>

export function settingsOf(check: CheckSettings): CheckSettings {
  const { schedule, timeZone, grace, failuresBeforeDown, minimumRuns, skipWindows } = check
  return { schedule, timeZone, grace, failuresBeforeDown, minimumRuns, skipWindows }
}

/** For schemas: what needs no escaping in a URL and no quotes in a shell. */
export const checkNamePattern = '^[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,98}[a-zA-Z0-9])?$'

export const MAX_FAILURES_BEFORE_DOWN = 10
export const MAX_MINIMUM_RUNS = 50

/** What a client calls a run, so that its start and its end are known to belong together. */
export const runIdPattern = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$'
