/** What of a thing is other than a file says. Of what the file does not say, nothing is asked. */
import { parseDuration } from '@postern/domain'

export interface Difference {
  readonly member: string
  /** `undefined` when there is none yet. */
  readonly before: unknown
  readonly after: unknown
}

export function differences(wanted: object, current: object | undefined): Difference[] {
  return Object.entries(wanted).flatMap(([member, after]: [string, unknown]) => {
    const before: unknown = current ? Reflect.get(current, member) : undefined
    return after === undefined || isSame(before, after) ? [] : [{ member, before, after }]
  })
}

/** The same for settings that are set all at once: what the file leaves out is to be gone. */
export function allDifferences(wanted: object, current: object): Difference[] {
  const gone = Object.entries(current).filter(([member, value]: [string, unknown]) => {
    return value !== undefined && Reflect.get(wanted, member) === undefined
  })
  return [
    ...differences(wanted, current),
    ...gone.map(([member, before]: [string, unknown]) => ({ member, before, after: undefined })),
  ]
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a === 'string' && typeof b === 'string') return isSameDuration(a, b)
  if (Array.isArray(a) && Array.isArray(b)) return isSameList(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => isSame(Reflect.get(a, name), Reflect.get(b, name)))
}

/** `1d` and `24h` are two ways to write one. */
function isSameDuration(a: string, b: string): boolean {
  const ms = parseDuration(a)
  return ms !== undefined && ms === parseDuration(b)
}

/** Lists of words are sets to the API; those of things have an order. */
function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  if (a.every((each) => typeof each === 'string')) return a.every((each) => b.includes(each))
  return a.every((each, index) => isSame(each, b[index]))
}
