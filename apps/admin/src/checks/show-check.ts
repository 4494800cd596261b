import type * as contract from '@postern/contract'
import {
  type Check,
  type CheckRecord,
  compileCheck,
  outlookOf,
  type Ping,
  settingsOf,
  stateAt,
} from '@postern/domain'
import { describeSchedule } from './describe-schedule.ts'

/** A check with what is remembered of it, at one moment. */
export interface CheckAtMoment {
  readonly check: Check
  readonly record: CheckRecord
  /** Newest first. */
  readonly pings: readonly Ping[]
  readonly nowMs: number
}

/** What was said about a check, and nothing that its runs change: what its entity tag is made of. */
export function showSettings(check: Check) {
  const { job = '', ...labels } = labelsOf(check)
  return {
    id: check.id,
    namespace: check.namespace,
    name: check.name,
    job,
    labels,
    ...copied(settingsOf(check)),
    createdAt: check.createdAt.toISOString(),
    updatedAt: check.updatedAt.toISOString(),
    armedAt: check.armedAt.toISOString(),
    pausedAt: check.pausedAt?.toISOString() ?? null,
  }
}

/** Throws `ScheduleFault` for a schedule that this release cannot read. */
export function showCheck({ check, record, pings, nowMs }: CheckAtMoment): contract.Check {
  const outlook = outlookOf(compileCheck(check), record)
  const state = stateAt(outlook, nowMs)
  return {
    ...showSettings(check),
    scheduleInWords: describeSchedule(check),
    state,
    downReason: state === 'down' ? outlook.downReason : null,
    isStarted: outlook.isStarted,
    nextExpectedAt: moment(outlook.dueMs),
    downAt: outlook.isFailed ? null : moment(outlook.downMs),
    lastSuccessAt: moment(record.lastSuccessMs),
    lastFailureAt: moment(record.lastFailureMs),
    lastDurationSeconds: record.lastDurationSeconds ?? null,
    lastExitStatus: record.lastExitStatus ?? null,
    failuresInRow: record.failuresInRow,
    pings: pings.map(showPing),
  }
}

function showPing({ atMs, kind, runId, exitStatus, durationSeconds }: Ping) {
  return {
    at: new Date(atMs).toISOString(),
    kind,
    runId: runId ?? null,
    exitStatus: exitStatus ?? null,
    durationSeconds: durationSeconds ?? null,
  }
}

function labelsOf({ labels }: Check): Record<string, string> {
  return Object.fromEntries(
    labels.flatMap((name, index) => (index % 2 === 0 ? [[name, labels[index + 1] ?? '']] : [])),
  )
}

/** Without `readonly`, as the schemas have it. */
function copied({ skipWindows, ...settings }: ReturnType<typeof settingsOf>) {
  return {
    ...settings,
    skipWindows: skipWindows.map(({ days, ...window }) => ({ ...window, days: [...days] })),
  }
}

function moment(ms: number | undefined): string | null {
  return ms === undefined || ms === Number.POSITIVE_INFINITY ? null : new Date(ms).toISOString()
}
