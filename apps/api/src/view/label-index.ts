import type { Labels } from '@postern/exposition'

/**
 * Things by sets of labels, found by larger sets that hold theirs. One look-up for each choice of label names that
 * occurs, of which there are few, and not one for each thing.
 */
export class LabelIndex<T> {
  /** By the names, then by the values. */
  readonly #byNames = new Map<string, { names: readonly string[]; byValues: Map<string, T> }>()

  set(labels: Labels, item: T): void {
    const names = labels.filter((_, index) => index % 2 === 0)
    const id = JSON.stringify(names)
    const entry = this.#byNames.get(id) ?? { names, byValues: new Map<string, T>() }
    entry.byValues.set(valuesOf(labels), item)
    this.#byNames.set(id, entry)
  }

  /** The one of exactly these labels. */
  find(labels: Labels): T | undefined {
    const names = labels.filter((_, index) => index % 2 === 0)
    return this.#byNames.get(JSON.stringify(names))?.byValues.get(valuesOf(labels))
  }

  /** All whose labels are among these. */
  within(labels: Labels): T[] {
    const values = new Map<string, string>()
    for (let i = 0; i < labels.length; i += 2) values.set(labels[i] ?? '', labels[i + 1] ?? '')
    const found: T[] = []
    for (const { names, byValues } of this.#byNames.values()) {
      const item = byValues.get(JSON.stringify(names.map((name) => values.get(name) ?? null)))
      if (item !== undefined) found.push(item)
    }
    return found
  }
}

function valuesOf(labels: Labels): string {
  return JSON.stringify(labels.filter((_, index) => index % 2 === 1))
}
