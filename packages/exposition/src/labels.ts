import type { Labels } from './metric.ts'

/** UTF-16 units from here on are surrogates, whose characters come after all others in UTF-8. */
const FIRST_SURROGATE = 0xd800
const LAST_SURROGATE = 0xdfff

/** Orders strings by their UTF-8 bytes, as Prometheus sorts names and values. */
export function compareBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i)
    if (difference !== 0) return compareUnits(a.charCodeAt(i), b.charCodeAt(i))
  }
  return a.length - b.length
}

function compareUnits(a: number, b: number): number {
  return byteRank(a) - byteRank(b)
}

function byteRank(unit: number): number {
  const isSurrogate = unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE
  return isSurrogate ? unit + 0x10000 : unit
}

/** Sorts names and values that come in pairs. A name that is there twice stays there twice, side by side. */
export function sortLabels(pairs: readonly string[]): Labels {
  if (isSorted(pairs)) return pairs
  const sorted: string[] = []
  for (const index of sortedPairs(pairs)) sorted.push(pairs[index] ?? '', pairs[index + 1] ?? '')
  return sorted
}

function isSorted(pairs: readonly string[]): boolean {
  for (let i = 2; i < pairs.length; i += 2) {
    if (compareBytes(pairs[i - 2] ?? '', pairs[i] ?? '') > 0) return false
  }
  return true
}

function sortedPairs(pairs: readonly string[]): number[] {
  const indexes = Array.from({ length: pairs.length / 2 }, (_, i) => i * 2)
  return indexes.sort((a, b) => compareBytes(pairs[a] ?? '', pairs[b] ?? ''))
}

/** The labels of both, sorted; where both have a name, the value is that of `overriding`. */
export function mergeLabels(base: Labels, overriding: Labels): Labels {
  const merged: string[] = []
  let i = 0
  let j = 0
  while (i < base.length || j < overriding.length) {
    const order = compareNames(base, i, overriding, j)
    if (order < 0) merged.push(base[i] ?? '', base[i + 1] ?? '')
    else merged.push(overriding[j] ?? '', overriding[j + 1] ?? '')
    if (order <= 0) i += 2
    if (order >= 0) j += 2
  }
  return merged
}

function compareNames(base: Labels, i: number, overriding: Labels, j: number): number {
  if (i >= base.length) return 1
  if (j >= overriding.length) return -1
  return compareBytes(base[i] ?? '', overriding[j] ?? '')
}

/**
 * The order of series within a family of a scrape: fewer labels first, then by label values in the order of
 * label names. Names decide only between series whose values are all the same.
 */
export function compareSeries(a: Labels, b: Labels): number {
  if (a.length !== b.length) return a.length - b.length
  return compareEverySecond(a, b, 1) || compareEverySecond(a, b, 0)
}

function compareEverySecond(a: Labels, b: Labels, first: number): number {
  for (let i = first; i < a.length; i += 2) {
    const order = compareBytes(a[i] ?? '', b[i] ?? '')
    if (order !== 0) return order
  }
  return 0
}
