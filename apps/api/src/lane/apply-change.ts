import { groupingKeyId, type Problem, pushInconsistent, pushInto } from '@postern/domain'
import { checkHeld, checkRoom } from '../view/check-held.ts'
import { checkPush, findTwin } from '../view/check-push.ts'
import { newGroupState } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import type { TenantView } from '../view/tenant-view.ts'
import type { BatchChange, Change, FailedPushChange, GroupPlace, PushChange } from './change.ts'

/** What became of a change: which groups are other than before, and why it was refused, if it was. */
export interface Outcome {
  readonly touched: readonly GroupPlace[]
  readonly problem: Problem | undefined
}

/** Applies one change to the view, which then shows `version`. */
export function applyChange(view: TenantView, change: Change, version: number): Outcome {
  switch (change.kind) {
    case 'push':
      return applyPush(view.namespace(change.namespace), change, version)
    case 'failed-push':
      return markFailed(view.namespace(change.namespace), change, version, change.error)
    case 'batch':
      return applyBatch(view, change, version)
    case 'delete':
      return applyDelete(view.namespace(change.namespace), change)
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

function applyPush(namespace: NamespaceView, push: PushChange, version: number): Outcome {
  const problem = refusalOf(namespace, push)
  if (problem) return { ...markFailed(namespace, push, version, problem.message), problem }
  const before = namespace.find(groupingKeyId(push.groupingKey))?.state ?? newGroupState(version)
  namespace.set(push.groupingKey, {
    ...before,
    content: pushInto(before.content, push.families, push.method, push.atMicros),
    pushedAtMicros: push.atMicros,
    origin: push.origin,
  })
  return { touched: [push], problem: undefined }
}

/** A refused push leaves the metrics as they are and shows in `push_failure_time_seconds`, if there is room for that. */
function markFailed(
  namespace: NamespaceView,
  push: PushChange | FailedPushChange,
  version: number,
  error: string,
): Outcome {
  const known = namespace.find(groupingKeyId(push.groupingKey))
  if (!known && (twinProblem(namespace, push) ?? checkRoom(namespace, push.limits)))
    return { touched: [], problem: undefined }
  const before = known?.state ?? newGroupState(version)
  namespace.set(push.groupingKey, {
    ...before,
    failedAtMicros: push.atMicros,
    origin: push.origin,
    lastError: shortened(error),
  })
  return { touched: [push], problem: undefined }
}

const MAX_ERROR_LENGTH = 1_024

/** What the database takes as text: no U+0000, which a label's value may hold. */
function shortened(error: string): string {
  return error.slice(0, MAX_ERROR_LENGTH).replaceAll('\0', '\uFFFD')
}

/** In order, each seeing those before it; at the first refusal all is as it was. */
function applyBatch(view: TenantView, { pushes }: BatchChange, version: number): Outcome {
  const undo: (() => void)[] = []
  for (const [index, push] of pushes.entries()) {
    const namespace = view.namespace(push.namespace)
    const problem = refusalOf(namespace, push)
    if (problem) {
      for (const step of undo.toReversed()) step()
      return { touched: [], problem: problem.at(`push ${index}`, { index }) }
    }
    undo.push(restoring(namespace, push))
    applyPush(namespace, push, version)
  }
  return { touched: pushes, problem: undefined }
}

/** What brings the group of a push back to what it is now. */
function restoring(namespace: NamespaceView, { groupingKey }: GroupPlace): () => void {
  const id = groupingKeyId(groupingKey)
  const before = namespace.find(id)?.state
  return before ? () => namespace.set(groupingKey, before) : () => namespace.delete(id)
}

function applyDelete(namespace: NamespaceView, place: GroupPlace): Outcome {
  const id = groupingKeyId(place.groupingKey)
  if (!namespace.find(id)) return { touched: [], problem: undefined }
  namespace.delete(id)
  return { touched: [place], problem: undefined }
}

function twinProblem(namespace: NamespaceView, { groupingKey }: GroupPlace): Problem | undefined {
  if (!findTwin(namespace, groupingKey)) return undefined
  const words =
    'another group differs from this one only in an empty instance label, so their push times would be one series'
  return pushInconsistent(words, 'push_time_seconds')
}
