import type { Labels } from './metric.ts'

/** OpenMetrics 1.0, "Exemplars": names and values together may have so many characters. */
export const MAX_EXEMPLAR_CHARACTERS = 128

export function countCharacters(labels: Labels): number {
  let count = 0
  for (const text of labels) count += Array.from(text).length
  return count
}
