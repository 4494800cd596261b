import { isOutpaced, pushInterval } from '@postern/domain'
import type { GroupState } from './group.ts'

/** What somebody should look at who looks after the group's job. */
export function groupWarnings(state: GroupState): string[] {
  return [outpaced(state), contested(state)].filter((warning) => warning !== undefined)
}

function outpaced(state: GroupState): string | undefined {
  const intervalMs = pushInterval(state)
  const heldMs = (state.expiry.atMicros - (state.pushedAtMicros ?? 0)) / 1_000
  if (intervalMs === undefined || !isOutpaced(heldMs, intervalMs)) return undefined
  const seconds = (ms: number) => Math.round(ms / 1_000)
  return `the group is held for ${seconds(heldMs)} s and the last two pushes were ${seconds(intervalMs)} s apart: when one is late the group ends, and its counters begin anew`
}

// Long enough to be seen by somebody; a job that was moved to another key is not reproached for ever.
const DAY_MICROS = 24 * 60 * 60 * 1e6

function contested({ writers, pushedAtMicros = 0 }: GroupState): string | undefined {
  const at = writers?.contestedAtMicros
  if (at === undefined || pushedAtMicros - at >= DAY_MICROS) return undefined
  const when = new Date(at / 1_000).toISOString()
  return `another writer pushed this group less than a minute before, at ${when}: do two jobs share its grouping key?`
}
