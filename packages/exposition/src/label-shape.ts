import { compareBytes } from './labels.ts'

/** `le` of a bucket or `quantile` of a summary: a part of the sample, not one of its labels. */
export type SpecialLabel = 'le' | 'quantile' | undefined

/** Label names in the order written, and where they go. */
export interface LabelShape {
  readonly names: readonly string[]
  /** For each of `names`, its place in the flat sorted labels; -1 for the special label. */
  readonly slots: readonly number[]
  /** Where in `names` the special label is; -1 when it is not there. */
  readonly special: number
}

export const emptyShape: LabelShape = { names: [], slots: [], special: -1 }

/** So few names are ranked by comparing each with each, which is faster than to sort them. */
const MAX_RANKED_NAMES = 8

export function shapeOf(names: readonly string[], specialLabel: SpecialLabel): LabelShape {
  const special = specialLabel === undefined ? -1 : names.indexOf(specialLabel)
  const slots = names.length <= MAX_RANKED_NAMES ? rank(names, special) : sort(names, special)
  return { names, slots, special }
}

function rank(names: readonly string[], special: number): number[] {
  return names.map((name, index) => {
    if (index === special) return -1
    let place = 0
    for (const [other, otherName] of names.entries()) {
      if (other !== special && compareBytes(otherName, name) < 0) place++
    }
    return 2 * place
  })
}

function sort(names: readonly string[], special: number): number[] {
  const sorted = Array.from(names.keys())
    .filter((index) => index !== special)
    .sort((a, b) => compareBytes(names[a] ?? '', names[b] ?? ''))
  const slots = names.map(() => -1)
  for (const [place, index] of sorted.entries()) slots[index] = 2 * place
  return slots
}
