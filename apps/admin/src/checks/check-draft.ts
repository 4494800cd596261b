/** From what an operator asks for to a check, with all that no schema can tell. */
import type { CheckChange, CheckDraft } from '@postern/contract'
import {
  type Check,
  type CheckSettings,
  checkDefaults,
  compileCheck,
  compileSchedule,
  emptyCheckRecord,
  type GroupingKey,
  groupingKeyFromLabels,
  isTimeZone,
  minutesOutside,
  outlookOf,
  Problem,
  readPeriod,
  ScheduleFault,
  type Tenant,
} from '@postern/domain'
import { invalidRequest } from '../invalid-request.ts'

/** What a check hangs on. Throws `request-invalid`. */
export function checkLabels(
  { namespaceLabel, utf8Names }: Tenant,
  { job, labels = {} }: { readonly job: string; readonly labels?: Record<string, string> },
): GroupingKey {
  for (const name of ['job', 'check', namespaceLabel]) {
    if (name in labels) {
      throw invalidRequest(
        'body',
        `/labels/${name}`,
        'is a label that the series of a check have already',
      )
    }
  }
  try {
    return groupingKeyFromLabels({ ...labels, job }, { utf8Names })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw invalidRequest('body', '/labels', error.message)
  }
}

/** What is not said is as all have it. */
export function draftSettings(draft: CheckDraft): CheckSettings {
  return {
    schedule: draft.schedule ?? checkDefaults.schedule,
    timeZone: draft.timeZone ?? checkDefaults.timeZone,
    grace: draft.grace ?? checkDefaults.grace,
    failuresBeforeDown: draft.failuresBeforeDown ?? checkDefaults.failuresBeforeDown,
    minimumRuns: draft.minimumRuns ?? checkDefaults.minimumRuns,
    skipWindows: draft.skipWindows ?? checkDefaults.skipWindows,
  }
}

/** What is not said stays. */
export function changedSettings(before: CheckSettings, change: CheckChange): CheckSettings {
  return {
    schedule: change.schedule ?? before.schedule,
    timeZone: change.timeZone ?? before.timeZone,
    grace: change.grace ?? before.grace,
    failuresBeforeDown: change.failuresBeforeDown ?? before.failuresBeforeDown,
    minimumRuns: change.minimumRuns ?? before.minimumRuns,
    skipWindows: change.skipWindows ?? before.skipWindows,
  }
}

// Less than an hour a week is a slip, and a schedule that falls into it by chance.
const MIN_OPEN_MINUTES = 60

/** Throws `request-invalid` for what cannot be waited for. */
export function refuseVain(check: Check): void {
  const { schedule, timeZone, grace, minimumRuns, skipWindows } = check
  if (!isTimeZone(timeZone))
    throw invalidRequest('body', '/timeZone', 'is no time zone, such as Europe/Berlin')
  saidOf('/grace', () => readPeriod(grace))
  saidOf('/schedule', () => compileSchedule(schedule, timeZone))
  if (minimumRuns > 1 && !('period' in schedule)) {
    throw invalidRequest(
      'body',
      '/minimumRuns',
      'is for a schedule with a period: others say each run',
    )
  }
  if (minutesOutside(skipWindows) < MIN_OPEN_MINUTES) {
    throw invalidRequest('body', '/skipWindows', 'leave less than an hour of the week')
  }
  const { dueMs } = outlookOf(compileCheck({ ...check, pausedAt: undefined }), emptyCheckRecord)
  if (dueMs === undefined) {
    throw invalidRequest(
      'body',
      '/schedule',
      'never comes, or only within the windows that are skipped',
    )
  }
}

function saidOf(pointer: string, read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof ScheduleFault)) throw error
    throw invalidRequest('body', pointer, `is not taken: ${error.message}`)
  }
}
