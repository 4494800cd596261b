import { Problem } from '@postern/domain'
import { asProblem } from './as-problem.ts'

/** To how many groups something was done, and how many series these had. */
export interface PartSum {
  readonly groups: number
  readonly series: number
}

interface Parts {
  readonly size: number
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

// Well below what a request may take, so that who asked hears how far it came.
const MAX_MS = 30_000

/**
 * Does something to many groups part by part, each part by itself for good. When it breaks off, or takes too long, it
 * throws `partly-done`, which says how far it came; the same again does the rest. What fails before anything was done
 * fails as what it is.
 */
export async function inParts<T>(
  groups: readonly T[],
  { size, clock }: Parts,
  work: (part: readonly T[]) => Promise<PartSum>,
): Promise<PartSum> {
  const sum = { groups: 0, series: 0 }
  const endMs = clock() + MAX_MS
  for (let start = 0; start < groups.length; start += size) {
    const left = groups.length - start
    if (clock() > endMs) throw partlyDone(sum, left, 'it took too long to do all at once')
    try {
      const done = await work(groups.slice(start, start + size))
      sum.groups += done.groups
      sum.series += done.series
    } catch (error) {
      throw sum.groups === 0 ? error : partlyDone(sum, left, asProblem(error).message, error)
    }
  }
  return sum
}

function partlyDone(sum: PartSum, left: number, why: string, cause?: unknown): Problem {
  const words = `${sum.groups} groups are done, ${left} are left: ${why}. Send the same again for the rest`
  return new Problem('partly-done', words, { cause, members: { groups: sum.groups, left } })
}
