import type * as contract from '@postern/contract'
import { DEFAULT_PAGE_SIZE } from '@postern/contract'
import type { TenantId } from '@postern/domain'
import { type DatabaseClock, listPushes, type PushRecord, type TenantDb } from '@postern/store'
import { readGroupAddress } from './directory-entry.ts'
import { type GroupName, getGroup } from './get-group.ts'
import { groupNotFound } from './group-not-found.ts'

/**
 * What came of the last pushes to a group, also for a while after it ended. Throws `group-not-found` when there is no
 * such group and nothing is remembered of it.
 */
export async function readPushes(
  own: TenantDb,
  tenantId: TenantId,
  name: GroupName,
  { limit = DEFAULT_PAGE_SIZE, cursor }: { limit?: number; cursor?: string },
  databaseClock: DatabaseClock | undefined,
): Promise<contract.Reply<typeof contract.listPushes>> {
  const address = readGroupAddress(name.namespace, name.id)
  if (!address) throw groupNotFound()
  const beforeMicros = cursor === undefined ? undefined : Number(cursor)
  const found = await listPushes(own, tenantId, address, { limit: limit + 1, beforeMicros })
  if (found.length === 0) await getGroup(own, tenantId, name, databaseClock)
  const pushes = found.slice(0, limit)
  const last = pushes.at(-1)
  return {
    pushes: pushes.map(showPush),
    ...(last && found.length > limit ? { nextCursor: String(last.atMicros) } : {}),
  }
}

export function showPush(push: PushRecord): contract.PastPush {
  const { credentialId, address, userAgent } = push.origin
  return {
    at: new Date(push.atMicros / 1_000).toISOString(),
    method: push.method,
    taken: push.refusal === undefined,
    code: push.refusal ?? null,
    bytes: push.bytes,
    series: push.series,
    credentialId,
    address,
    userAgent: userAgent ?? null,
    runId: push.runId ?? null,
    exitStatus: push.exitStatus ?? null,
    durationSeconds: push.durationSeconds ?? null,
  }
}
