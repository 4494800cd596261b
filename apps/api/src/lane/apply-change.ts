import {
  type GroupingKey,
  groupingKeyId,
  type Problem,
  pushInconsistent,
  pushInto,
} from '@postern/domain'
import { checkPush, findTwin } from '../view/check-push.ts'
import { newGroup } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import type { TenantView } from '../view/tenant-view.ts'
import type { Change, FailedPushChange, PushChange } from './change.ts'

/** What became of a change: whether its group is other than before, and why it was refused, if it was. */
export interface Outcome {
  readonly changed: boolean
  readonly problem: Problem | undefined
}

const UNCHANGED: Outcome = { changed: false, problem: undefined }
const CHANGED: Outcome = { changed: true, problem: undefined }

/** Applies one change to the view, which then shows `version`. */
export function applyChange(view: TenantView, change: Change, version: number): Outcome {
  const namespace = view.namespace(change.namespace)
  switch (change.kind) {
    case 'push':
      return applyPush(namespace, change, version)
    case 'failed-push':
      return markFailed(namespace, change, version, undefined)
    case 'delete':
      return applyDelete(namespace, change.groupingKey)
  }
}

function applyPush(namespace: NamespaceView, push: PushChange, version: number): Outcome {
  const problem = checkPush(namespace, push)
  if (problem) return markFailed(namespace, push, version, problem)
  const before = groupOrNew(namespace, push.groupingKey, version)
  if ('problem' in before) return before
  namespace.set({
    ...before,
    content: pushInto(before.content, push.families, push.method, push.atMicros),
    pushedAtMicros: push.atMicros,
  })
  return CHANGED
}

/** A refused push leaves the metrics as they are and shows in `push_failure_time_seconds`. */
function markFailed(
  namespace: NamespaceView,
  push: PushChange | FailedPushChange,
  version: number,
  problem: Problem | undefined,
): Outcome {
  const before = groupOrNew(namespace, push.groupingKey, version)
  if ('problem' in before) return before
  namespace.set({ ...before, failedAtMicros: push.atMicros })
  return { changed: true, problem }
}

function applyDelete(namespace: NamespaceView, key: GroupingKey): Outcome {
  const id = groupingKeyId(key)
  if (!namespace.find(id)) return UNCHANGED
  namespace.delete(id)
  return CHANGED
}

function groupOrNew(namespace: NamespaceView, key: GroupingKey, version: number) {
  const known = namespace.find(groupingKeyId(key))
  if (known) return known
  const twin = findTwin(namespace, key)
  if (!twin) return newGroup(key, version)
  const words =
    'another group differs from this one only in an empty instance label, so their push times would be one series'
  return { changed: false, problem: pushInconsistent(words, 'push_time_seconds') }
}
