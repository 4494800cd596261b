/** Lists of things that a name tells apart, and that can be made, changed and removed. */
import { differences } from './differences.ts'
import type { Step } from './plan.ts'

export interface NamedList<Wanted extends object, Current extends { readonly id: string }> {
  /** `trust rule`. */
  readonly kind: string
  readonly slug: string
  readonly wanted: readonly Wanted[]
  readonly current: readonly Current[]
  readonly prune: boolean
  /** What tells them apart, in the file and on the server. */
  readonly nameOf: (each: Wanted | Current) => string
  readonly create: (wanted: Wanted) => Promise<unknown>
  /** Only what is other. */
  readonly change: (id: string, changes: Readonly<Record<string, unknown>>) => Promise<unknown>
  readonly remove: (id: string) => Promise<unknown>
}

export function namedSteps<W extends object, C extends { readonly id: string }>(
  list: NamedList<W, C>,
): Step[] {
  const { kind, slug, nameOf } = list
  const what = (each: W | C) => `${kind} ${slug}/${nameOf(each)}`
  const current = new Map(list.current.map((each) => [nameOf(each), each]))
  const wanted = new Set(list.wanted.map(nameOf))
  const kept = list.wanted.flatMap((each): Step[] => {
    const known = current.get(nameOf(each))
    const changes = differences(each, known)
    if (!known) {
      const act = () => list.create(each)
      return [{ kind: 'create', what: what(each), differences: changes, act }]
    }
    if (changes.length === 0) return []
    const body = Object.fromEntries(changes.map(({ member, after }) => [member, after]))
    const act = () => list.change(known.id, body)
    return [{ kind: 'change', what: what(each), differences: changes, act }]
  })
  const removed = list.current
    .filter((each) => list.prune && !wanted.has(nameOf(each)))
    .map((each): Step => {
      const act = () => list.remove(each.id)
      return { kind: 'remove', what: what(each), differences: [], act }
    })
  return [...kept, ...removed]
}
