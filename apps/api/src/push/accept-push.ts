import { Problem, type ProblemCode } from '@postern/domain'
import { deletesForAll, type Principal, writerOf } from '../auth/principal.ts'
import { pushedState, refusalOf } from '../lane/apply-change.ts'
import type { GroupPlace, PushChange } from '../lane/change.ts'
import type { Lanes } from '../lane/lanes.ts'
import type { LaneTenant } from '../lane/tenant-lane.ts'
import type { GroupState } from '../view/group.ts'
import { CHANGE_BYTES, type Push, prepareChange } from './prepare-change.ts'

/** A push that was taken, and what it made of its group. */
export interface AcceptedPush {
  readonly change: PushChange
  readonly state: GroupState
}

/**
 * Returns when the push is durable and in every later scrape of every replica.
 * Throws `push-inconsistent` for one that contradicts itself or what is held, and `limit-exceeded` for one that is more
 * than there may be; the group then shows the failure.
 */
export async function acceptPush(lanes: Lanes, push: Push): Promise<AcceptedPush> {
  const { tenant } = push.principal
  let change: PushChange
  try {
    change = prepareChange(push)
  } catch (error) {
    await noteFailure(lanes, push, error)
    throw error
  }
  const { problem, pushed } = await lanes.submit(tenant, change)
  if (problem) throw problem
  const [state] = pushed
  if (!state) throw new Error('a push was taken that made nothing of its group')
  return { change, state }
}

/** Where a push went that was refused. */
export type FailedPush = Omit<Push, 'families' | 'ttlMs'>

const NOTED = new Set<ProblemCode>(['push-inconsistent', 'limit-exceeded'])

/** A push that could be read but not held shows in `push_failure_time_seconds`; any other changes nothing. */
export async function noteFailure(lanes: Lanes, push: FailedPush, error: unknown): Promise<void> {
  if (!(error instanceof Problem) || !NOTED.has(error.code)) return
  const { namespace, groupingKey, limits, method, bodyBytes, run, origin, writer } = push
  const change = {
    kind: 'failed-push',
    namespace,
    groupingKey,
    limits,
    method,
    bodyBytes,
    run,
    origin,
    writer,
    code: error.code,
    error: error.message,
    bytes: CHANGE_BYTES,
  } as const
  await lanes.submit(push.principal.tenant, change)
}

/** All that `acceptPush` checks, with nothing stored: not even that it failed. */
export async function tryPush(lanes: Lanes, push: Push): Promise<AcceptedPush> {
  const change = prepareChange(push)
  const { problem, state } = await lanes.read(push.principal.tenant, (view) => ({
    problem: refusalOf(view.namespace(change.namespace), change),
    state: pushedState(view, change, { version: view.version, atMicros: view.nowMicros }),
  }))
  if (problem) throw problem
  return { change, state }
}

/** Takes all of the pushes or none. Throws what `acceptPush` throws, saying which push it was; no failure is noted. */
export async function acceptPushes(
  lanes: Lanes,
  tenant: LaneTenant,
  pushes: readonly Push[],
): Promise<void> {
  const changes = pushes.map(prepareChange)
  const bytes = changes.reduce((sum, change) => sum + change.bytes, CHANGE_BYTES)
  const { problem } = await lanes.submit(tenant, { kind: 'batch', pushes: changes, bytes })
  if (problem) throw problem
}

/**
 * Removes a group. Returns when that is durable; a group that is not there is removed already. Throws `group-owned` for
 * one of another writer, where that matters.
 */
export async function deleteGroup(
  lanes: Lanes,
  principal: Principal,
  { namespace, groupingKey }: GroupPlace,
): Promise<void> {
  const writer = deletesForAll(principal) ? undefined : writerOf(principal)
  const change = { kind: 'delete', namespace, groupingKey, writer, bytes: CHANGE_BYTES } as const
  const { problem } = await lanes.submit(principal.tenant, change)
  if (problem) throw problem
}
