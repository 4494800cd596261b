import { inSlices } from '../in-slices.ts'
import type { Group } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'
import { type Top, TopCounter } from './count-top.ts'

// Who asks again within this time gets the same answer, so that asking often costs no more than asking now and then.
const KEPT_MS = 10_000

interface Kept {
  readonly atMs: number
  readonly top: Promise<Top>
}

// Answers go with the view that they were made from.
const kept = new WeakMap<NamespaceView, Map<string, Kept>>()

/** What is largest in these namespaces, at most ten seconds ago; others get their turns while it is counted. */
export function findTop(namespaces: readonly NamespaceView[], nowMs: number): Promise<Top> {
  const [first] = namespaces
  if (!first) return countTop([])
  const answers = kept.get(first) ?? new Map<string, Kept>()
  kept.set(first, answers)
  const id = namespaces.map(({ name }) => name).join(' ')
  const known = answers.get(id)
  if (known && nowMs - known.atMs < KEPT_MS) return known.top
  const top = countTop(namespaces.flatMap(({ groups }) => [...groups]))
  answers.set(id, { atMs: nowMs, top })
  return top
}

async function countTop(groups: readonly Group[]): Promise<Top> {
  const counter = new TopCounter()
  await inSlices(counter.count(groups))
  return counter.finish()
}
