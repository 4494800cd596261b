import {
  emptyContent,
  type GroupContent,
  groupingKeyId,
  type PreparedFamily,
  Problem,
  pushInto,
} from '@postern/domain'
import { newGroupState } from '../view/group.ts'
import { holdGroup, refusalOf, type Stage, withExpiry } from './apply-change.ts'
import type { ImportChange } from './change.ts'
import { NOTHING_CHANGED, type Outcome } from './outcome.ts'

/**
 * Puts a group there as another gateway held it, unless a later push was taken here. It is no push: no check hears of
 * it, and whoever pushes the group next is its owner.
 */
export function applyImport(stage: Stage, change: ImportChange): Outcome {
  const { whole } = change
  const namespace = stage.view.namespace(whole.namespace)
  const before =
    namespace.find(groupingKeyId(whole.groupingKey))?.state ?? newGroupState(stage.version)
  // A clock that is ahead must not hold off what is pushed here.
  const pushedAtMicros = Math.min(change.pushedAtMicros, stage.now())
  const heldSince = before.pushedAtMicros ?? 0
  if (heldSince === pushedAtMicros) return NOTHING_CHANGED
  const problem = heldSince > pushedAtMicros ? outdated() : refusalOf(namespace, whole)
  if (problem) return { ...NOTHING_CHANGED, problem }
  const after = {
    ...before,
    content: contentOf(change),
    pushedAtMicros,
    previousPushedAtMicros: undefined,
    failedAtMicros: change.failedAtMicros ?? before.failedAtMicros,
    origin: whole.origin,
  }
  const own = { headerMs: undefined, groupMs: before.expiry.groupMs }
  const imported = withExpiry(stage.view, whole, after, own)
  if (imported.expiry.atMicros <= stage.now()) {
    return { ...NOTHING_CHANGED, problem: expired(imported.expiry.rule) }
  }
  const evicted = holdGroup(stage, whole, imported)
  return { ...NOTHING_CHANGED, touched: [whole, ...evicted] }
}

/** Each family with the time of its own push. */
function contentOf({ whole, familyTimes, pushedAtMicros }: ImportChange): GroupContent {
  const timeOf = ({ name }: PreparedFamily) => familyTimes.get(name) ?? pushedAtMicros
  const byTime = Map.groupBy(whole.families, timeOf)
  let content = pushInto(emptyContent, [], 'PUT', pushedAtMicros)
  for (const [atMicros, families] of byTime) content = pushInto(content, families, 'POST', atMicros)
  return content
}

function outdated(): Problem {
  return new Problem('import-outdated', 'a later push to this group was taken here')
}

function expired(rule: string): Problem {
  return new Problem(
    'import-expired',
    `the group would have ended already, by the retention of its ${rule}`,
  )
}
