import {
  computeExpiry,
  groupingKeyId,
  jobOf,
  type OwnRetention,
  type Problem,
  pushInconsistent,
  pushInto,
} from '@postern/domain'
import { checkHeld, checkRoom } from '../view/check-held.ts'
import { checkPush, findTwin } from '../view/check-push.ts'
import { type GroupState, newGroupState } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import type { TenantView } from '../view/tenant-view.ts'
import type { BatchChange, Change, FailedPushChange, GroupPlace, PushChange } from './change.ts'

/** What became of a change: which groups are other than before, and why it was refused, if it was. */
export interface Outcome {
  readonly touched: readonly GroupPlace[]
  readonly problem: Problem | undefined
  /** Of pushes that were taken, in their order: what they made of their groups. */
  readonly pushed: readonly GroupState[]
}

/** What a change is applied to, and when. */
export interface Stage {
  readonly view: TenantView
  /** Which the view shows afterwards. */
  readonly version: number
  /** Another moment with every call, in microseconds since 1970: no two changes of a tenant share one. */
  readonly now: () => number
}

/** Applies one change to the view. */
export function applyChange(stage: Stage, change: Change): Outcome {
  switch (change.kind) {
    case 'push':
      return applyPush(stage, change)
    case 'failed-push':
      return markFailed(stage, change, change.error)
    case 'batch':
      return applyBatch(stage, change)
    case 'delete':
      return applyDelete(stage.view.namespace(change.namespace), change)
  }
}

/** Why a push would be refused now; `undefined` when it would be taken. Changes nothing. */
export function refusalOf(namespace: NamespaceView, push: PushChange): Problem | undefined {
  const isNew = namespace.find(groupingKeyId(push.groupingKey)) === undefined
  return (
    checkHeld(namespace, push) ??
    checkPush(namespace, push) ??
    (isNew ? twinProblem(namespace, push) : undefined)
  )
}

function applyPush(stage: Stage, push: PushChange): Outcome {
  const namespace = stage.view.namespace(push.namespace)
  const problem = refusalOf(namespace, push)
  if (problem) return { ...markFailed(stage, push, problem.message), problem }
  const now = stage.now()
  const before =
    namespace.find(groupingKeyId(push.groupingKey))?.state ?? newGroupState(stage.version)
  const after = {
    ...before,
    content: pushInto(before.content, push.families, push.method, now),
    pushedAtMicros: now,
    previousPushedAtMicros: before.pushedAtMicros,
    origin: push.origin,
  }
  const own = { headerMs: push.ttlMs, groupMs: before.expiry.groupMs }
  const pushed = withExpiry(stage, push, after, own)
  namespace.set(push.groupingKey, pushed)
  return { touched: [push], problem: undefined, pushed: [pushed] }
}

function withExpiry(
  { view }: Stage,
  { namespace, groupingKey }: GroupPlace,
  state: GroupState,
  own: OwnRetention,
): GroupState {
  const kind = { namespace, job: jobOf(groupingKey) }
  return { ...state, expiry: computeExpiry(view.settings.retention, { ...state, kind, own }) }
}

/** A refused push leaves the metrics as they are and shows in `push_failure_time_seconds`, if there is room for that. */
function markFailed(stage: Stage, push: PushChange | FailedPushChange, error: string): Outcome {
  const namespace = stage.view.namespace(push.namespace)
  const known = namespace.find(groupingKeyId(push.groupingKey))
  if (!known && (twinProblem(namespace, push) ?? checkRoom(namespace, push.limits)))
    return NOTHING_CHANGED
  const before = known?.state ?? newGroupState(stage.version)
  const after = {
    ...before,
    failedAtMicros: stage.now(),
    origin: push.origin,
    lastError: shortened(error),
  }
  // Only good pushes extend a group's life, but where there was none yet.
  const isOnlyFailed = before.pushedAtMicros === undefined
  const failed = isOnlyFailed ? withExpiry(stage, push, after, before.expiry) : after
  namespace.set(push.groupingKey, failed)
  return { ...NOTHING_CHANGED, touched: [push] }
}

const NOTHING_CHANGED: Outcome = { touched: [], problem: undefined, pushed: [] }

const MAX_ERROR_LENGTH = 1_024

/** What the database takes as text: no U+0000, which a label's value may hold. */
function shortened(error: string): string {
  return error.slice(0, MAX_ERROR_LENGTH).replaceAll('\0', '\uFFFD')
}

/** In order, each seeing those before it; at the first refusal all is as it was. */
function applyBatch(stage: Stage, { pushes }: BatchChange): Outcome {
  const undo: (() => void)[] = []
  const pushed: GroupState[] = []
  for (const [index, push] of pushes.entries()) {
    const namespace = stage.view.namespace(push.namespace)
    const problem = refusalOf(namespace, push)
    if (problem) {
      for (const step of undo.toReversed()) step()
      return { ...NOTHING_CHANGED, problem: problem.at(`push ${index}`, { index }) }
    }
    undo.push(restoring(namespace, push))
    pushed.push(...applyPush(stage, push).pushed)
  }
  return { touched: pushes, problem: undefined, pushed }
}

/** What brings the group of a push back to what it is now. */
function restoring(namespace: NamespaceView, { groupingKey }: GroupPlace): () => void {
  const id = groupingKeyId(groupingKey)
  const before = namespace.find(id)?.state
  return before ? () => namespace.set(groupingKey, before) : () => namespace.delete(id)
}

function applyDelete(namespace: NamespaceView, place: GroupPlace): Outcome {
  const id = groupingKeyId(place.groupingKey)
  if (!namespace.find(id)) return NOTHING_CHANGED
  namespace.delete(id)
  return { ...NOTHING_CHANGED, touched: [place] }
}

function twinProblem(namespace: NamespaceView, { groupingKey }: GroupPlace): Problem | undefined {
  if (!findTwin(namespace, groupingKey)) return undefined
  const words =
    'another group differs from this one only in an empty instance label, so their push times would be one series'
  return pushInconsistent(words, 'push_time_seconds')
}
