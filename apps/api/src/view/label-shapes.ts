/**
 * Which sets of label names the groups of a namespace use. There are few (often one), however many groups there are,
 * which makes it cheap to find the groups that could hold a given series: see `check-push.ts`.
 */
import type { GroupingKey } from '@postern/domain'

export interface LabelShape {
  readonly id: string
  readonly names: readonly string[]
  /** How many groups have it. */
  readonly groups: number
}

export class LabelShapes {
  readonly #shapes = new Map<string, LabelShape>()

  add(key: GroupingKey): void {
    const names = labelNames(key)
    const id = shapeId(key)
    this.#shapes.set(id, { id, names, groups: (this.#shapes.get(id)?.groups ?? 0) + 1 })
  }

  delete(key: GroupingKey): void {
    const id = shapeId(key)
    const shape = this.#shapes.get(id)
    if (!shape) return
    if (shape.groups === 1) this.#shapes.delete(id)
    else this.#shapes.set(id, { ...shape, groups: shape.groups - 1 })
  }

  [Symbol.iterator](): IterableIterator<LabelShape> {
    return this.#shapes.values()
  }
}

/** Equal for keys of the same label names. */
export function shapeId(key: GroupingKey): string {
  return JSON.stringify(labelNames(key))
}

function labelNames(key: GroupingKey): string[] {
  return key.filter((_, index) => index % 2 === 0)
}
