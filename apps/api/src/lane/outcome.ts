import type { ActContext, AuditAct, Problem } from '@postern/domain'
import type { GroupState } from '../view/group.ts'
import type { GroupPlace } from './change.ts'
import type { PingedCheck } from './pinged-checks.ts'
import type { PushNote } from './push-note.ts'

/** What became of a change: which groups are other than before, and why it was refused, if it was. */
export interface Outcome {
  readonly touched: readonly GroupPlace[]
  readonly problem: Problem | undefined
  /** Of pushes that were taken, in their order: what they made of their groups. */
  readonly pushed: readonly GroupState[]
  /** For the history of the groups. */
  readonly notes: readonly PushNote[]
}

export const NOTHING_CHANGED: Outcome = { touched: [], problem: undefined, pushed: [], notes: [] }

/** What became of a change, and of what it was about besides a group. */
export interface AnyOutcome extends Outcome {
  readonly pinged?: PingedCheck
  /** How many went of those that were to be deleted. */
  readonly deleted?: { readonly groups: number; readonly series: number }
  /** For the audit, in the transaction of the change itself. */
  readonly done?: { readonly context: ActContext; readonly act: AuditAct }
}
