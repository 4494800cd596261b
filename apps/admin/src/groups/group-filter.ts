import { parseDuration, parseSelector, selects } from '@postern/domain'
import type { DirectoryEntry } from './directory-entry.ts'

/** What a caller says about which groups are meant; all of it must hold. */
export interface FilterWords {
  readonly match?: readonly string[] | undefined
  readonly namespace?: string | undefined
  readonly staleFor?: string | undefined
  readonly failed?: boolean | undefined
  readonly expiringWithin?: string | undefined
}

/** What of a group decides whether it is meant. */
export type Filtered = Pick<
  DirectoryEntry,
  'namespace' | 'groupingKey' | 'pushedAtMicros' | 'failedAtMicros' | 'expiresAtMicros'
>

/** A filter to be asked of many groups, at one moment in microseconds since 1970. Throws `selector-malformed`. */
export function groupFilter(words: FilterWords, nowMicros: number): (group: Filtered) => boolean {
  const selectors = (words.match ?? []).map(parseSelector)
  const { namespace, failed } = words
  const pushedBefore = nowMicros - micros(words.staleFor, Number.NEGATIVE_INFINITY)
  const expiresBefore = nowMicros + micros(words.expiringWithin, Number.POSITIVE_INFINITY)
  const endsInTime = words.expiringWithin === undefined ? () => true : endsBefore(expiresBefore)
  return (group) =>
    group.expiresAtMicros > nowMicros &&
    (namespace === undefined || group.namespace === namespace) &&
    (failed === undefined || hasFailed(group) === failed) &&
    group.pushedAtMicros < pushedBefore &&
    endsInTime(group) &&
    (selectors.length === 0 || selectors.some((one) => selects(one, group.groupingKey)))
}

export function hasFailed({ failedAtMicros, pushedAtMicros }: Filtered): boolean {
  return failedAtMicros > pushedAtMicros
}

function endsBefore(moment: number): (group: Filtered) => boolean {
  return ({ expiresAtMicros }) => expiresAtMicros < moment
}

function micros(duration: string | undefined, none: number): number {
  return duration === undefined ? none : (parseDuration(duration) ?? 0) * 1_000
}
