/**
 * In `default` the label that shows namespaces in a scrape is the job's own, but for the names of other namespaces: what
 * carried one of these could be the very series that a push to that namespace makes. Which namespaces there are is known
 * exactly under the head's lock, so this is asked there and not before.
 */
import { type GroupingKey, type PreparedFamily, Problem } from '@postern/domain'
import type { Labels } from '@postern/exposition'

export interface ReservedValues {
  readonly label: string
  readonly values: ReadonlySet<string>
}

interface PushedLabels {
  readonly groupingKey: GroupingKey
  /** Without them only the path is looked at. */
  readonly families?: readonly Pick<PreparedFamily, 'name' | 'labelSets'>[]
}

/** Why a push with these labels is refused; `undefined` when it poses as nobody. */
export function reservedProblem(
  reserved: ReservedValues | undefined,
  { groupingKey, families = [] }: PushedLabels,
): Problem | undefined {
  if (!reserved) return undefined
  const inPath = reservedIn(reserved, groupingKey)
  if (inPath !== undefined) return posing('the path', reserved, inPath)
  for (const { name, labelSets } of families) {
    for (const labels of labelSets) {
      const value = reservedIn(reserved, labels)
      if (value !== undefined) return posing(name, reserved, value)
    }
  }
  return undefined
}

function reservedIn({ label, values }: ReservedValues, labels: Labels): string | undefined {
  for (let i = 0; i < labels.length; i += 2) {
    if (labels[i] !== label) continue
    const value = labels[i + 1] ?? ''
    return values.has(value) ? value : undefined
  }
  return undefined
}

function posing(what: string, { label }: ReservedValues, value: string): Problem {
  return new Problem(
    'namespace-forbidden',
    `${what} has the label ${label}="${value}", but the push does not go to the namespace "${value}"`,
  )
}
