/**
 * Selectors of groups, in the syntax of PromQL's instant vector selectors without a name: `{job="a",zone=~"eu-.*"}`.
 * As in PromQL a label that a group lacks counts as empty, and regular expressions (RE2) are anchored at both ends.
 */
import type { GroupingKey } from './grouping-key.ts'
import { Problem } from './problem.ts'
import { compileValuePattern, type ValuePattern } from './value-pattern.ts'

export interface Matcher {
  readonly name: string
  matches(value: string): boolean
}

export type Selector = readonly Matcher[]

// A longer one is no selector that a person wrote.
const MAX_LENGTH = 10_000

const WHOLE = /^\s*\{(.*)\}\s*$/s
const MATCHER = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\\n]|\\.)*)"\s*(,|$)/sy

/** Throws `selector-malformed`, saying where. */
export function parseSelector(text: string): Selector {
  const [, inner] = text.length <= MAX_LENGTH ? (WHOLE.exec(text) ?? []) : []
  if (inner === undefined) throw malformed(text, 'write it as {job="backup",zone=~"eu-.*"}')
  const matchers: Matcher[] = []
  MATCHER.lastIndex = 0
  while (inner.slice(MATCHER.lastIndex).trim() !== '') {
    const at = MATCHER.lastIndex
    const [, name = '', operator = '', value = ''] = MATCHER.exec(inner) ?? []
    if (name === '')
      throw malformed(text, `there is no matcher at ${JSON.stringify(inner.slice(at, at + 40))}`)
    matchers.push(newMatcher(name, operator, unescape(value)))
  }
  if (matchers.length === 0) throw malformed(text, 'it has no matcher; to remove everything, wipe')
  return matchers
}

export function selects(selector: Selector, key: GroupingKey): boolean {
  return selector.every((matcher) => matcher.matches(labelValue(key, matcher.name)))
}

function newMatcher(name: string, operator: string, value: string): Matcher {
  if (operator === '=') return { name, matches: (held) => held === value }
  if (operator === '!=') return { name, matches: (held) => held !== value }
  const isMatch = compile(value)
  const wanted = operator === '=~'
  return { name, matches: (held) => isMatch(held) === wanted }
}

function compile(pattern: string): ValuePattern {
  try {
    return compileValuePattern(pattern)
  } catch (error) {
    throw malformed(pattern, 'the regular expression is not one of RE2', { cause: error })
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter)
}

function labelValue(key: GroupingKey, name: string): string {
  for (let i = 0; i < key.length; i += 2) if (key[i] === name) return key[i + 1] ?? ''
  return ''
}

function malformed(text: string, reason: string, options?: ErrorOptions): Problem {
  const shown = JSON.stringify(text.slice(0, 100))
  return new Problem(
    'selector-malformed',
    `the selector ${shown} cannot be read: ${reason}`,
    options,
  )
}
