import { groupingKeyId } from '@postern/domain'
import { removeGroup, type Stage } from './apply-change.ts'
import type { DeleteManyChange, GroupPlace } from './change.ts'
import { ownerRefusal } from './group-writers.ts'
import { type AnyOutcome, NOTHING_CHANGED } from './outcome.ts'

/**
 * Takes away those that are there as they were seen, and may be deleted. The audit says of as many as went, and nothing
 * when none did.
 */
export function applyDeleteMany(stage: Stage, change: DeleteManyChange): AnyOutcome {
  const { places, writer, actor, act } = change
  const touched: GroupPlace[] = []
  let series = 0
  for (const place of places) {
    const namespace = stage.view.namespace(place.namespace)
    const known = namespace.find(groupingKeyId(place.groupingKey))
    if (!known || known.pushedAtMicros !== place.pushedAtMicros) continue
    if (writer !== undefined && ownerRefusal(namespace, known.state, writer)) continue
    series += known.content.families.reduce((sum, family) => sum + family.series, 0)
    removeGroup(stage, namespace, place.groupingKey)
    touched.push(place)
  }
  const deleted = { groups: touched.length, series }
  if (touched.length === 0) return { ...NOTHING_CHANGED, deleted }
  const context = { actor, nowMs: Math.floor(stage.now() / 1_000) }
  const done = { context, act: { ...act, before: { ...act.before, ...deleted } } }
  return { ...NOTHING_CHANGED, touched, deleted, done }
}
