import type { GroupingKey } from './grouping-key.ts'

/**
 * Which groups a credential may change: for each label named here, its value in the grouping key must match one of the
 * patterns. A pattern is a value, or the beginning of one with `*` behind it. A label that is absent has the empty value.
 */
export type LabelRules = Readonly<Record<string, readonly string[]>>

/** For schemas: `*` stands at the end alone. */
export const labelPatternPattern = '^[^*]*\\*?$'

export interface BrokenRule {
  readonly label: string
  readonly value: string
  readonly patterns: readonly string[]
}

/** The first rule that the key breaks. The key's labels are those of the decoded path, so no encoding walks around. */
export function brokenLabelRule(rules: LabelRules, key: GroupingKey): BrokenRule | undefined {
  for (const [label, patterns] of Object.entries(rules)) {
    const value = valueOf(key, label)
    if (!patterns.some((pattern) => matchesPattern(pattern, value)))
      return { label, value, patterns }
  }
  return undefined
}

function valueOf(key: GroupingKey, label: string): string {
  for (let i = 0; i < key.length; i += 2) {
    if (key[i] === label) return key[i + 1] ?? ''
  }
  return ''
}

/** Whether the value is the pattern, or begins as one that ends in `*` does. */
export function matchesPattern(pattern: string, value: string): boolean {
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern
}
