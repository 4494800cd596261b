/**
 * The state of a check, from its configuration, the recorded pings and the time alone: so that every replica finds the
 * same one, and knows when it will change although nothing happens.
 */
import type { Check } from './check.ts'
import { type CheckRecord, countedFrom, type RecordRules } from './check-record.ts'
import { type CompiledSchedule, compileSchedule, readPeriod } from './check-schedule.ts'
import { SkipWindows } from './skip-windows.ts'

export const checkStates = ['new', 'up', 'late', 'down', 'paused'] as const

/**
 * `new` until the first run; `up` while runs end well and come in time; `late` from the expected time on; `down` when
 * the grace is over, too many runs failed, or a run did not end; `paused` by an operator.
 */
export type CheckState = (typeof checkStates)[number]

/** Why a check is down: no run came, one began and did not end, or runs failed. */
export type DownReason = 'missed' | 'unfinished' | 'failed'

/** A check with all of it that has to be read only once. */
export interface CompiledCheck {
  readonly check: Check
  readonly schedule: CompiledSchedule
  readonly graceMs: number
  readonly windows: SkipWindows
  readonly rules: RecordRules
}

/** Throws `ScheduleFault`. */
export function compileCheck(check: Check): CompiledCheck {
  const windows = new SkipWindows(check.skipWindows, check.timeZone)
  const graceMs = readPeriod(check.grace)
  return {
    check,
    schedule: compileSchedule(check.schedule, check.timeZone),
    graceMs,
    windows,
    rules: {
      armedMs: check.armedAt.getTime(),
      minimumRuns: check.minimumRuns,
      isOverdue: (startedMs, nowMs) => windows.add(startedMs, graceMs) <= nowMs,
    },
  }
}

/** All that can be told of a check before the time is known. */
export interface CheckOutlook {
  readonly isPaused: boolean
  readonly isNew: boolean
  readonly isFailed: boolean
  /** A run began and did not end yet. */
  readonly isStarted: boolean
  /** When the next run is expected; `undefined` when none is any more, and of a paused check. */
  readonly dueMs: number | undefined
  /** When the check is down by time alone, unless something happens before. */
  readonly downMs: number
  readonly downReason: DownReason
}

export function outlookOf(compiled: CompiledCheck, stored: CheckRecord): CheckOutlook {
  const { check, windows, graceMs } = compiled
  const record = countedFrom(stored, check.armedAt.getTime())
  const isPaused = check.pausedAt !== undefined
  const dueMs = isPaused ? undefined : dueAfter(compiled, record)
  const missedMs = dueMs === undefined ? NEVER : windows.add(dueMs, graceMs)
  const [first] = record.open
  const unfinishedMs = first && !isPaused ? windows.add(first.startedMs, graceMs) : NEVER
  const isFailed = record.failuresInRow >= check.failuresBeforeDown
  return {
    isPaused,
    isNew: record.runEndsMs.length === 0,
    isFailed,
    isStarted: first !== undefined,
    dueMs,
    downMs: Math.min(missedMs, unfinishedMs),
    downReason: isFailed ? 'failed' : unfinishedMs < missedMs ? 'unfinished' : 'missed',
  }
}

/** A time that never comes, so that every comparison says the right thing by itself. */
const NEVER = Number.POSITIVE_INFINITY

export function stateAt(outlook: CheckOutlook, nowMs: number): CheckState {
  const { isPaused, isFailed, isNew, dueMs = NEVER, downMs } = outlook
  if (isPaused) return 'paused'
  if (isFailed || nowMs >= downMs) return 'down'
  if (nowMs >= dueMs) return 'late'
  return isNew ? 'new' : 'up'
}

/** When the state changes by time alone, in their order. */
export function turnsOf({ isPaused, isFailed, dueMs = NEVER, downMs }: CheckOutlook): number[] {
  if (isPaused || isFailed) return []
  return [dueMs, downMs].filter((ms) => ms < NEVER && ms <= downMs)
}

// A host's clock may be a little ahead: what ran just before its time is the run of that time.
const EARLY_MS = 10_000

// Expected times that lie in windows are passed over; a check of which this many do expects nothing.
const MAX_SKIPPED = 100

function dueAfter(compiled: CompiledCheck, { runEndsMs }: CheckRecord): number | undefined {
  const { check, schedule, windows } = compiled
  const armedMs = check.armedAt.getTime()
  if (schedule.periodMs !== undefined) {
    return windows.add(runEndsMs.at(-check.minimumRuns) ?? armedMs, schedule.periodMs)
  }
  const last = runEndsMs.at(-1)
  let after = last === undefined ? armedMs : last + EARLY_MS
  for (let skipped = 0; skipped < MAX_SKIPPED; skipped++) {
    const next = schedule.next(after)
    if (next === undefined) return undefined
    const outside = windows.outside(next)
    if (outside === next) return next
    // A time at the very end of a window lies outside of it.
    after = outside - 1
  }
  return undefined
}
