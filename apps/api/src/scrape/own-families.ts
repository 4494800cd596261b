/** The families that the gateway adds to every group. */
import {
  overridingLabels,
  PUSH_FAILURE_TIME,
  PUSH_FAILURE_TIME_HELP,
  PUSH_TIME,
  PUSH_TIME_HELP,
  withInstance,
} from '@postern/domain'
import type { MetricFamily } from '@postern/exposition'
import type { Group, GroupState } from '../view/group.ts'
import type { NamespaceView } from '../view/namespace-view.ts'

export interface OwnFamily {
  readonly name: string
  readonly help: string
  readonly secondsOf: (state: GroupState) => number
}

/** In the order of a scrape. */
export const ownFamilies: readonly OwnFamily[] = [
  {
    name: PUSH_FAILURE_TIME,
    help: PUSH_FAILURE_TIME_HELP,
    secondsOf: (state) => (state.failedAtMicros ?? 0) / 1e6,
  },
  {
    name: PUSH_TIME,
    help: PUSH_TIME_HELP,
    secondsOf: (state) => (state.pushedAtMicros ?? 0) / 1e6,
  },
]

/** A group at one moment. */
export type HeldGroup = Readonly<Pick<Group, 'key' | 'state'>>

/** What the gateway says of some groups. */
export function readOwnFamily(
  { name, help, secondsOf }: OwnFamily,
  namespace: NamespaceView,
  groups: readonly HeldGroup[],
): MetricFamily {
  const metrics = groups.map(({ key, state }) => ({
    labels: withInstance(overridingLabels({ groupingKey: key, namespaceLabel: namespace.label })),
    value: secondsOf(state),
    timestampMs: undefined,
    createdMs: undefined,
    exemplar: undefined,
  }))
  return { name, type: 'gauge', help, unit: undefined, metrics }
}
