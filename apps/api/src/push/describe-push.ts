import { type ExpiryRule, isOutpaced, pushInterval } from '@postern/domain'
import { momentText } from '../moment-text.ts'
import type { GroupState } from '../view/group.ts'
import type { AcceptedPush } from './accept-push.ts'

/** What a push did, or with a dry run would do, for those who ask for JSON. */
export interface PushDescription {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly families: number
  readonly series: number
  readonly dryRun: boolean
  /** Null for a group without end. */
  readonly expiresAt: string | null
  readonly expiryRule: ExpiryRule
  readonly expiryIsCut: boolean
  readonly warnings: readonly string[]
}

export function describePush({ change, state }: AcceptedPush, dryRun: boolean): PushDescription {
  const { groupingKey: key, namespace, families } = change
  const labels = Object.fromEntries(
    key.flatMap((name, i) => (i % 2 === 0 ? [[name, key[i + 1] ?? '']] : [])),
  )
  const series = families.reduce((sum, family) => sum + family.series, 0)
  return {
    namespace,
    labels,
    families: families.length,
    series,
    dryRun,
    expiresAt: momentText(state.expiry.atMicros),
    expiryRule: state.expiry.rule,
    expiryIsCut: state.expiry.isCut,
    warnings: groupWarnings(state),
  }
}

/** What somebody should look at who looks after the group's job. */
export function groupWarnings(state: GroupState): string[] {
  const intervalMs = pushInterval(state)
  const heldMs = (state.expiry.atMicros - (state.pushedAtMicros ?? 0)) / 1_000
  if (intervalMs === undefined || !isOutpaced(heldMs, intervalMs)) return []
  const seconds = (ms: number) => Math.round(ms / 1_000)
  return [
    `the group is held for ${seconds(heldMs)} s and the last two pushes were ${seconds(intervalMs)} s apart: when one is late the group ends, and its counters begin anew`,
  ]
}
