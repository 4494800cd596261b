import {
  DEFAULT_NAMESPACE,
  type GroupingKey,
  type PreparedFamily,
  Problem,
  type PushPlace,
  preparePush,
} from '@postern/domain'
import type { MetricFamily } from '@postern/exposition'
import type { Principal } from '../auth/principal.ts'
import type { Change } from '../lane/change.ts'
import type { Lanes, LaneTenant } from '../lane/lanes.ts'
import { namespaceLabelFor } from '../view/tenant-view.ts'

export interface Push {
  readonly principal: Pick<Principal, 'tenant' | 'namespaces'>
  readonly namespace: string
  readonly groupingKey: GroupingKey
  readonly method: 'PUT' | 'POST'
  readonly families: readonly MetricFamily[]
  /** When the body had been read, in milliseconds since 1970. */
  readonly atMs: number
}

/**
 * Returns when the push is durable and in every later scrape of every replica.
 * Throws `push-inconsistent` for one that contradicts itself or what is held; the group then shows the failure.
 */
export async function acceptPush(lanes: Lanes, push: Push): Promise<void> {
  const { namespace, groupingKey, method } = push
  const place = { namespace, groupingKey, atMicros: push.atMs * 1_000 }
  const prepared = prepare(push)
  const change: Change = Array.isArray(prepared)
    ? { kind: 'push', ...place, method, families: prepared, bytes: footprint(prepared) }
    : { kind: 'failed-push', ...place, bytes: CHANGE_BYTES }
  const problem = await lanes.submit(push.principal.tenant, change)
  if (prepared instanceof Problem) throw prepared
  if (problem) throw problem
}

/** Removes a group. Returns when that is durable; a group that is not there is removed already. */
export async function deleteGroup(
  lanes: Lanes,
  tenant: LaneTenant,
  namespace: string,
  groupingKey: GroupingKey,
): Promise<void> {
  await lanes.submit(tenant, { kind: 'delete', namespace, groupingKey, bytes: CHANGE_BYTES })
}

// What a waiting change takes beside its families.
const CHANGE_BYTES = 1_000

function footprint(families: readonly PreparedFamily[]): number {
  return families.reduce((sum, family) => sum + 2 * family.lines.length, CHANGE_BYTES)
}

function prepare(push: Push): PreparedPush {
  try {
    return preparePush(push.families, placeOf(push))
  } catch (error) {
    if (error instanceof Problem && error.code === 'push-inconsistent') return error
    throw error
  }
}

type PreparedPush = PreparedFamily[] | Problem

/** In `default` the namespace label is the job's own, but for the names of other namespaces. */
function placeOf({ groupingKey, namespace, principal }: Push): PushPlace {
  const { namespaceLabel: label } = principal.tenant
  const values = new Set(principal.namespaces)
  values.delete(namespace)
  return {
    groupingKey: refuseOtherNamespace(groupingKey, label, namespace),
    namespaceLabel: namespaceLabelFor(namespace, label),
    reserved: namespace === DEFAULT_NAMESPACE && values.size > 0 ? { label, values } : undefined,
  }
}

/** Elsewhere it is the gateway's: a path may repeat it, but not say another. */
function refuseOtherNamespace(key: GroupingKey, label: string, namespace: string): GroupingKey {
  const at = key.findIndex((name, index) => index % 2 === 0 && name === label)
  const value = at < 0 ? undefined : key[at + 1]
  if (value === undefined || value === namespace || namespace === DEFAULT_NAMESPACE) return key
  throw new Problem(
    'namespace-forbidden',
    `the path says ${label}="${value}", but the push goes to the namespace "${namespace}"`,
  )
}
