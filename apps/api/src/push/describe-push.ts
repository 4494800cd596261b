import type { PushChange } from '../lane/change.ts'

/** What a push did, or with a dry run would do, for those who ask for JSON. */
export interface PushDescription {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly families: number
  readonly series: number
  readonly dryRun: boolean
}

export function describePush(change: PushChange, dryRun: boolean): PushDescription {
  const { groupingKey: key, namespace, families } = change
  const labels = Object.fromEntries(
    key.flatMap((name, i) => (i % 2 === 0 ? [[name, key[i + 1] ?? '']] : [])),
  )
  const series = families.reduce((sum, family) => sum + family.series, 0)
  return { namespace, labels, families: families.length, series, dryRun }
}
