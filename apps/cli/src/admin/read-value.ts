/** From what was typed to the value that a call takes. */
import { readFileSync } from 'node:fs'
import { usageFailure } from '../failure.ts'
import type { Typed } from './command-plan.ts'
import type { Shape } from './shape.ts'

/** The word for JSON's null: no value, no bound. */
export const NONE = 'none'

/** The word for what holds when nothing is said. */
export const DEFAULT = 'default'

/** `typed` has one text for each time that the option was given; a switch is a boolean. */
export function readValue({ field, option }: Typed, typed: readonly string[] | boolean): unknown {
  if (typeof typed === 'boolean') return typed
  const last = typed.at(-1) ?? ''
  if (field.isNullable && last === NONE) return null
  try {
    return valueOf(field.shape, typed, last)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw usageFailure(`--${option} ${last}: ${reason}`)
  }
}

function valueOf(shape: Shape, all: readonly string[], last: string): unknown {
  switch (shape.kind) {
    case 'text':
      return last
    case 'flag':
      return last === 'true'
    case 'number':
      return numberFrom(last)
    case 'choice':
      return chosen(last, shape.values)
    case 'list':
      return all.flatMap(atCommas).map((text) => (shape.values ? chosen(text, shape.values) : text))
    case 'map':
      return mapFrom(all, shape.ofLists)
    case 'json':
      return JSON.parse(last.startsWith('@') ? readFileSync(last.slice(1), 'utf8') : last)
  }
}

function numberFrom(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || Number.isNaN(number)) throw new Error('is no number')
  return number
}

function chosen(text: string, values: readonly string[]): string {
  if (values.includes(text)) return text
  throw new Error(`expected one of ${values.join(', ')}`)
}

/** Selectors, which have braces, hold commas of their own. */
function atCommas(text: string): string[] {
  return text.includes('{') ? [text] : text.split(',')
}

function mapFrom(pairs: readonly string[], ofLists: boolean): Record<string, string | string[]> {
  const map = new Map<string, string | string[]>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new Error('expected name=value')
    const name = pair.slice(0, at)
    const value = pair.slice(at + 1)
    const before = map.get(name)
    map.set(name, ofLists ? [...(Array.isArray(before) ? before : []), value] : value)
  }
  return Object.fromEntries(map)
}
