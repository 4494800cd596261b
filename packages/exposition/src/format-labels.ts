import type { Labels } from './metric.ts'
import { isLegacyLabelName } from './names.ts'

const SPECIAL_IN_QUOTES = /[\\"\n]/
const EVERY_SPECIAL_IN_QUOTES = /[\\"\n]/g

/**
 * Labels as they stand between the braces: `a="b",c="d"`. Equal for equal labels and for no others, so it
 * can serve as the identity of a series. Names that text format 0.0.4 cannot hold are quoted, as 1.0.0 does.
 */
export function formatLabels(labels: Labels): string {
  let text = ''
  for (let i = 0; i < labels.length; i += 2) {
    if (i > 0) text += ','
    text += `${formatLabelName(labels[i] ?? '')}="${escapeQuoted(labels[i + 1] ?? '')}"`
  }
  return text
}

function formatLabelName(name: string): string {
  return isLegacyLabelName(name) ? name : `"${escapeQuoted(name)}"`
}

/** Escapes what may not stand between quotes: backslash, quote and line feed. */
export function escapeQuoted(value: string): string {
  return SPECIAL_IN_QUOTES.test(value)
    ? value.replace(EVERY_SPECIAL_IN_QUOTES, (special) =>
        special === '\n' ? '\\n' : `\\${special}`,
      )
    : value
}
