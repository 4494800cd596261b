import type { ExpiryRule } from '@postern/domain'
import { momentText } from '../moment-text.ts'
import { groupWarnings } from '../view/group-warnings.ts'
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
