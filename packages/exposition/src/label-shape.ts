import { compareBytes } from './labels.ts'

/**
 * The label names of a line. Nearly all lines of a metric have the same names in the same order, so they are
 * compared with those of the line before instead of being checked and sorted again.
 */
export interface LabelShape {
  /** In the order written. */
  readonly names: readonly string[]
  /** For each of `names`, its place in the flat sorted labels; -1 for the special label. */
  readonly slots: readonly number[]
  /** Where in `names` the special label is; -1 when it is not there. */
  readonly special: number
}

/** `le` of a bucket or `quantile` of a summary: a part of the sample, not one of its labels. */
export type SpecialLabel = 'le' | 'quantile' | undefined

export const emptyShape: LabelShape = { names: [], slots: [], special: -1 }

export function shapeOf(names: readonly string[], specialLabel: SpecialLabel): LabelShape {
  const special = specialLabel === undefined ? -1 : names.indexOf(specialLabel)
  const sorted = Array.from(names.keys(), (index) => index)
    .filter((index) => index !== special)
    .sort((a, b) => compareBytes(names[a] ?? '', names[b] ?? ''))
  const slots = names.map(() => -1)
  for (const [place, index] of sorted.entries()) slots[index] = 2 * place
  return { names, slots, special }
}
