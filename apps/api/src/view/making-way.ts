import { type GroupingKey, groupingKeyId, jobOf } from '@postern/domain'
import type { Group } from './group.ts'
import type { NamespaceView } from './namespace-view.ts'

/** How many groups go with one push: one for it, one more for what there may be from before fewer were kept. */
export const MAX_EVICTED = 2

/** The groups that would go if that one were pushed now: its job has as many as are kept. Those pushed longest ago. */
export function groupsMakingWay(namespace: NamespaceView, key: GroupingKey): Group[] {
  const job = jobOf(key)
  const kept = namespace.keepLast(job)
  if (kept === undefined) return []
  const pushed = namespace.find(groupingKeyId(key))
  const isCounted = pushed?.pushedAtMicros !== undefined
  const excess = namespace.byJob.count(job) + (isCounted ? 0 : 1) - kept
  if (excess <= 0) return []
  const count = Math.min(excess, MAX_EVICTED)
  // One more, since the pushed one may be among them; then it will be the last.
  return namespace.byJob
    .oldestOf(job, count + 1)
    .filter((group) => group !== pushed)
    .slice(0, count)
}
