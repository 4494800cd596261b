/** The families that the gateway adds to every group. */
import {
  GROUP_CONTEST,
  GROUP_CONTEST_HELP,
  GROUP_EXPIRY,
  GROUP_EXPIRY_HELP,
  NEVER,
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
  /** `undefined` for a group of which there is nothing to say. */
  readonly secondsOf: (state: GroupState) => number | undefined
  readonly isShownIn: (namespace: NamespaceView) => boolean
}

const everywhere = () => true

/** In the order of a scrape. */
export const ownFamilies: readonly OwnFamily[] = [
  {
    name: GROUP_CONTEST,
    help: GROUP_CONTEST_HELP,
    secondsOf: ({ writers }) =>
      writers?.contestedAtMicros === undefined ? undefined : writers.contestedAtMicros / 1e6,
    isShownIn: ({ contestedGroups }) => contestedGroups > 0,
  },
  {
    name: GROUP_EXPIRY,
    help: GROUP_EXPIRY_HELP,
    secondsOf: ({ expiry }) => (expiry.atMicros === NEVER ? undefined : expiry.atMicros / 1e6),
    isShownIn: ({ showsExpiry }) => showsExpiry,
  },
  {
    name: PUSH_FAILURE_TIME,
    help: PUSH_FAILURE_TIME_HELP,
    secondsOf: (state) => (state.failedAtMicros ?? 0) / 1e6,
    isShownIn: everywhere,
  },
  {
    name: PUSH_TIME,
    help: PUSH_TIME_HELP,
    secondsOf: (state) => (state.pushedAtMicros ?? 0) / 1e6,
    isShownIn: everywhere,
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
  const metrics = groups.flatMap(({ key, state }) => {
    const value = secondsOf(state)
    if (value === undefined) return []
    const labels = overridingLabels({ groupingKey: key, namespaceLabel: namespace.label })
    const nothing = { timestampMs: undefined, createdMs: undefined, exemplar: undefined }
    return [{ labels: withInstance(labels), value, ...nothing }]
  })
  return { name, type: 'gauge', help, unit: undefined, metrics }
}
