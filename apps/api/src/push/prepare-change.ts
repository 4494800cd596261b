import {
  checkLabels,
  checkPushed,
  cutHelp,
  DEFAULT_NAMESPACE,
  type GroupingKey,
  type Limits,
  type PreparedFamily,
  Problem,
  type PushPlace,
  preparePush,
} from '@postern/domain'
import type { MetricFamily } from '@postern/exposition'
import type { Principal } from '../auth/principal.ts'
import type { PushChange, SentPush } from '../lane/change.ts'
import { namespaceLabelFor } from '../view/tenant-view.ts'

/** A push as it was read: who, where to, what. */
export interface Push extends SentPush {
  readonly principal: Pick<Principal, 'tenant'>
  /** What holds where it goes. */
  readonly limits: Limits
  readonly namespace: string
  readonly groupingKey: GroupingKey
  readonly families: readonly MetricFamily[]
  /** How long the group is to be held, if the push says so; in milliseconds. */
  readonly ttlMs: number | undefined
}

/** What a waiting change takes beside its families. */
export const CHANGE_BYTES = 1_000

/**
 * The push as the lane takes it: what can be told from the push alone is checked.
 * Throws `push-inconsistent`, `limit-exceeded`, and `namespace-forbidden` for labels of another namespace.
 */
export function prepareChange(push: Push): PushChange {
  const { namespace, groupingKey, method, limits, origin, writer, bodyBytes, run } = push
  checkPushed(push.families, limits)
  const families = preparePush(cutHelp(push.families, limits), placeOf(push))
  checkLabels(families, limits)
  return {
    kind: 'push',
    namespace,
    groupingKey,
    method,
    families,
    limits,
    ttlMs: push.ttlMs,
    run,
    bodyBytes,
    origin,
    writer,
    bytes: footprint(families),
  }
}

function footprint(families: readonly PreparedFamily[]): number {
  return families.reduce((sum, family) => sum + 2 * family.lines.length, CHANGE_BYTES)
}

function placeOf({ groupingKey, namespace, principal }: Push): PushPlace {
  const { namespaceLabel: label } = principal.tenant
  return {
    groupingKey: refuseOtherNamespace(groupingKey, label, namespace),
    namespaceLabel: namespaceLabelFor(namespace, label),
  }
}

/** But in `default` the label is the gateway's: a path may repeat it, but not say another. */
function refuseOtherNamespace(key: GroupingKey, label: string, namespace: string): GroupingKey {
  const at = key.findIndex((name, index) => index % 2 === 0 && name === label)
  const value = at < 0 ? undefined : key[at + 1]
  if (value === undefined || value === namespace || namespace === DEFAULT_NAMESPACE) return key
  throw new Problem(
    'namespace-forbidden',
    `the path says ${label}="${value}", but the push goes to the namespace "${namespace}"`,
  )
}
