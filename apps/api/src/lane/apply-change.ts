import {
  computeExpiry,
  type GroupingKey,
  groupingKeyId,
  jobOf,
  type OwnRetention,
  type Problem,
  type ProblemCode,
  pushInconsistent,
  pushInto,
} from '@postern/domain'
import { checkHeld, checkRoom } from '../view/check-held.ts'
import { checkPush, findTwin } from '../view/check-push.ts'
import { type GroupState, newGroupState } from '../view/group.ts'
import { MAX_EVICTED } from '../view/making-way.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import { reservedProblem } from '../view/reserved-values.ts'
import type { TenantView } from '../view/tenant-view.ts'
import type {
  BatchChange,
  DeleteChange,
  FailedPushChange,
  GroupChange,
  GroupPlace,
  PushChange,
} from './change.ts'
import { ownerRefusal, writersAfterPush } from './group-writers.ts'
import { NOTHING_CHANGED, type Outcome } from './outcome.ts'
import type { PushNote } from './push-note.ts'

/** What a change is applied to, and when. */
export interface Stage {
  readonly view: TenantView
  /** Which the view shows afterwards. */
  readonly version: number
  /** Another moment with every call, in microseconds since 1970: no two changes of a tenant share one. */
  readonly now: () => number
  /** Takes what brings the view back to what it was before, step by step. */
  readonly undo?: (() => void)[]
}

/** Applies one change to the view. */
export function applyChange(stage: Stage, change: GroupChange): Outcome {
  switch (change.kind) {
    case 'push':
      return applyPush(stage, change)
    case 'failed-push':
      return markFailed(stage, change, change.code, change.error)
    case 'batch':
      return applyBatch(stage, change)
    case 'delete':
      return applyDelete(stage, change)
  }
}

/** Why a push would be refused now; `undefined` when it would be taken. Changes nothing. */
export function refusalOf(namespace: NamespaceView, push: PushChange): Problem | undefined {
  const known = namespace.find(groupingKeyId(push.groupingKey))
  return (
    reservedProblem(namespace.reserved, push) ??
    ownerRefusal(namespace, known?.state, push.writer) ??
    checkHeld(namespace, push) ??
    checkPush(namespace, push) ??
    (known ? undefined : twinProblem(namespace, push))
  )
}

function applyPush(stage: Stage, push: PushChange): Outcome {
  const namespace = stage.view.namespace(push.namespace)
  const problem = refusalOf(namespace, push)
  if (problem) return { ...markFailed(stage, push, problem.code, problem.message), problem }
  const atMicros = stage.now()
  const pushed = pushedState(stage.view, push, { version: stage.version, atMicros })
  const evicted = holdGroup(stage, push, pushed)
  const notes = [{ push, atMicros, refusal: undefined }]
  return { touched: [push, ...evicted], problem: undefined, pushed: [pushed], notes }
}

/** Puts a group there; returns which ones had to go for it. */
export function holdGroup(stage: Stage, place: GroupPlace, state: GroupState): GroupPlace[] {
  const namespace = stage.view.namespace(place.namespace)
  setGroup(stage, namespace, place.groupingKey, state)
  return keepLast(stage, namespace, place)
}

/** Takes away the groups of the job that are too many, those pushed longest ago first. */
function keepLast(
  stage: Stage,
  namespace: NamespaceView,
  { groupingKey }: GroupPlace,
): GroupPlace[] {
  const job = jobOf(groupingKey)
  const kept = namespace.keepLast(job)
  if (kept === undefined) return []
  const evicted: GroupPlace[] = []
  while (namespace.byJob.count(job) > kept && evicted.length < MAX_EVICTED) {
    const oldest = namespace.byJob.oldest(job)
    if (!oldest) break
    evicted.push({ namespace: namespace.name, groupingKey: oldest.key })
    removeGroup(stage, namespace, oldest.key)
  }
  return evicted
}

/** What a push makes of its group at that moment, if it is taken. Changes nothing. */
export function pushedState(
  view: TenantView,
  push: PushChange,
  { version, atMicros }: { readonly version: number; readonly atMicros: number },
): GroupState {
  const namespace = view.namespace(push.namespace)
  const id = groupingKeyId(push.groupingKey)
  const known = namespace.find(id)
  const before = known?.state ?? newGroupState(version)
  const after = {
    ...before,
    content: pushInto(before.content, push.families, push.method, atMicros),
    pushedAtMicros: atMicros,
    previousPushedAtMicros: known ? before.pushedAtMicros : namespace.endedPush(id),
    origin: push.origin,
    writers: writersAfterPush(before, push.writer, atMicros),
  }
  return withExpiry(view, push, after, { headerMs: push.ttlMs, groupMs: before.expiry.groupMs })
}

export function withExpiry(
  view: TenantView,
  { namespace, groupingKey }: GroupPlace,
  state: GroupState,
  own: OwnRetention,
): GroupState {
  const kind = { namespace, job: jobOf(groupingKey) }
  return { ...state, expiry: computeExpiry(view.settings.retention, { ...state, kind, own }) }
}

/** A refused push leaves the metrics as they are and shows in `push_failure_time_seconds`, if there is room for that. */
function markFailed(
  stage: Stage,
  push: PushChange | FailedPushChange,
  refusal: ProblemCode,
  error: string,
): Outcome {
  const namespace = stage.view.namespace(push.namespace)
  // A group that poses as one of another namespace must not come to be by its failure.
  if (reservedProblem(namespace.reserved, push)) return NOTHING_CHANGED
  const known = namespace.find(groupingKeyId(push.groupingKey))
  if (!known && (twinProblem(namespace, push) ?? checkRoom(namespace, push.limits)))
    return NOTHING_CHANGED
  // It is not for others to say of somebody's group that it fails.
  if (ownerRefusal(namespace, known?.state, push.writer)) return NOTHING_CHANGED
  const before = known?.state ?? newGroupState(stage.version)
  const atMicros = stage.now()
  const after = {
    ...before,
    failedAtMicros: atMicros,
    origin: push.origin,
    lastError: shortened(error),
  }
  // Only good pushes extend a group's life, but where there was none yet.
  const isOnlyFailed = before.pushedAtMicros === undefined
  const failed = isOnlyFailed ? withExpiry(stage.view, push, after, before.expiry) : after
  setGroup(stage, namespace, push.groupingKey, failed)
  return { ...NOTHING_CHANGED, touched: [push], notes: [{ push, atMicros, refusal }] }
}

const MAX_ERROR_LENGTH = 1_024

/** What the database takes as text: no U+0000, which a label's value may hold. */
function shortened(error: string): string {
  return error.slice(0, MAX_ERROR_LENGTH).replaceAll('\0', '\uFFFD')
}

/** In order, each seeing those before it; at the first refusal all is as it was. */
function applyBatch(stage: Stage, { pushes }: BatchChange): Outcome {
  const undo: (() => void)[] = []
  const touched: GroupPlace[] = []
  const pushed: GroupState[] = []
  const notes: PushNote[] = []
  for (const [index, push] of pushes.entries()) {
    const problem = refusalOf(stage.view.namespace(push.namespace), push)
    if (problem) {
      for (const step of undo.toReversed()) step()
      return { ...NOTHING_CHANGED, problem: problem.at(`push ${index}`, { index }) }
    }
    const outcome = applyPush({ ...stage, undo }, push)
    touched.push(...outcome.touched)
    pushed.push(...outcome.pushed)
    notes.push(...outcome.notes)
  }
  return { touched, problem: undefined, pushed, notes }
}

function applyDelete(stage: Stage, place: DeleteChange): Outcome {
  const namespace = stage.view.namespace(place.namespace)
  const known = namespace.find(groupingKeyId(place.groupingKey))
  if (!known) return NOTHING_CHANGED
  const { writer } = place
  const problem = writer === undefined ? undefined : ownerRefusal(namespace, known.state, writer)
  if (problem) return { ...NOTHING_CHANGED, problem }
  removeGroup(stage, namespace, place.groupingKey)
  return { ...NOTHING_CHANGED, touched: [place] }
}

function setGroup(
  { undo }: Stage,
  namespace: NamespaceView,
  key: GroupingKey,
  state: GroupState,
): void {
  undo?.push(restoring(namespace, key))
  namespace.set(key, state)
}

export function removeGroup({ undo }: Stage, namespace: NamespaceView, key: GroupingKey): void {
  undo?.push(restoring(namespace, key))
  namespace.delete(groupingKeyId(key))
}

/** What brings the group of that key back to what it is now. */
function restoring(namespace: NamespaceView, key: GroupingKey): () => void {
  const id = groupingKeyId(key)
  const before = namespace.find(id)?.state
  return before ? () => namespace.set(key, before) : () => namespace.delete(id)
}

function twinProblem(namespace: NamespaceView, { groupingKey }: GroupPlace): Problem | undefined {
  if (!findTwin(namespace, groupingKey)) return undefined
  const words =
    'another group differs from this one only in an empty instance label, so their push times would be one series'
  return pushInconsistent(words, 'push_time_seconds')
}
