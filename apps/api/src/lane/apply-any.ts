import { type ActContext, type AuditAct, Problem } from '@postern/domain'
import { applyChange, type Outcome, type Stage } from './apply-change.ts'
import { applyDeleteMany } from './apply-delete-many.ts'
import { applyImport } from './apply-import.ts'
import type { Change, CheckPingChange, GroupChange, PushChange } from './change.ts'
import type { PingedCheck, PingedChecks } from './pinged-checks.ts'

/** What became of a change, and of what it was about besides a group. */
export interface AnyOutcome extends Outcome {
  readonly pinged?: PingedCheck
  /** How many went of those that were to be deleted. */
  readonly deleted?: { readonly groups: number; readonly series: number }
  /** For the audit, in the transaction of the change itself. */
  readonly done?: { readonly context: ActContext; readonly act: AuditAct }
}

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
