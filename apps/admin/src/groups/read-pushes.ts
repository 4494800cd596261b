import type * as contract from '@postern/contract'
import { DEFAULT_PAGE_SIZE } from '@postern/contract'
import { pastPushes, type TenantId } from '@postern/domain'
import { type DatabaseClock, listPushes, type TenantDb } from '@postern/store'
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
  return pastPushes(found, limit)
}
