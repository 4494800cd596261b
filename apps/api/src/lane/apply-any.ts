import { Problem } from '@postern/domain'
import { applyChange, type Outcome, type Stage } from './apply-change.ts'
import { applyImport } from './apply-import.ts'
import type { Change, CheckPingChange, GroupChange, PushChange } from './change.ts'
import type { PingedCheck, PingedChecks } from './pinged-checks.ts'

/** What became of a change, and of the check that it was about. */
export interface AnyOutcome extends Outcome {
  readonly pinged?: PingedCheck
}

/** Applies one change to the groups of the view, and what it says of runs to the checks. */
export function applyAny(stage: Stage, pinged: PingedChecks, change: Change): AnyOutcome {
  if (change.kind === 'check-ping') return applyCall(stage, pinged, change)
  if (change.kind === 'import') return applyImport(stage, change)
  const outcome = applyChange(stage, change)
  if (outcome.problem) return outcome
  pushesIn(change).forEach((push, index) => {
    const atMicros = outcome.pushed[index]?.pushedAtMicros
    if (atMicros !== undefined) pinged.notePush(push, atMicros)
  })
  return outcome
}

function applyCall(stage: Stage, pinged: PingedChecks, change: CheckPingChange): AnyOutcome {
  const nothing = { touched: [], pushed: [], notes: [] }
  try {
    const check = pinged.noteCall(change, stage.now())
    return { ...nothing, problem: undefined, pinged: check }
  } catch (error) {
    if (error instanceof Problem) return { ...nothing, problem: error }
    throw error
  }
}

function pushesIn(change: GroupChange): readonly PushChange[] {
  if (change.kind === 'batch') return change.pushes
  return change.kind === 'push' ? [change] : []
}
