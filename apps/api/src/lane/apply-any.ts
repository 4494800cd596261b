import { Problem } from '@postern/domain'
import { applyChange, type Stage } from './apply-change.ts'
import { applyDeleteMany } from './apply-delete-many.ts'
import { applyImport } from './apply-import.ts'
import type { Change, CheckPingChange, GroupChange, PushChange } from './change.ts'
import { type AnyOutcome, NOTHING_CHANGED } from './outcome.ts'
import type { PingedChecks } from './pinged-checks.ts'

/** Applies one change to the groups of the view, and what it says of runs to the checks. */
export function applyAny(stage: Stage, pinged: PingedChecks, change: Change): AnyOutcome {
  if (change.kind === 'check-ping') return applyCall(stage, pinged, change)
  if (change.kind === 'import') return applyImport(stage, change)
  if (change.kind === 'delete-many') return applyDeleteMany(stage, change)
  const outcome = applyChange(stage, change)
  if (outcome.problem) return outcome
  pushesIn(change).forEach((push, index) => {
    const atMicros = outcome.pushed[index]?.pushedAtMicros
    if (atMicros !== undefined) pinged.notePush(push, atMicros)
  })
  return outcome
}

function applyCall(stage: Stage, pinged: PingedChecks, change: CheckPingChange): AnyOutcome {
  try {
    const check = pinged.noteCall(change, stage.now())
    return { ...NOTHING_CHANGED, pinged: check }
  } catch (error) {
    if (error instanceof Problem) return { ...NOTHING_CHANGED, problem: error }
    throw error
  }
}

function pushesIn(change: GroupChange): readonly PushChange[] {
  if (change.kind === 'batch') return change.pushes
  return change.kind === 'push' ? [change] : []
}
