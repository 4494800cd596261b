import type { TenantId } from '@postern/domain'
import {
  type DatabaseClock,
  findGroupRecords,
  findHead,
  type GroupRecord,
  type Head,
  momentOf,
  type TenantDb,
} from '@postern/store'
import { readGroupAddress } from './directory-entry.ts'
import { groupNotFound } from './group-not-found.ts'

/** How a path names a group within its tenant. */
export interface GroupName {
  readonly namespace: string
  readonly id: string
}

/** The group that a path names, unless it has ended. Throws `group-not-found`. */
export async function getGroup(
  own: TenantDb,
  tenantId: TenantId,
  name: GroupName,
  databaseClock: DatabaseClock | undefined,
): Promise<GroupRecord> {
  const head = await findHead(own, tenantId)
  if (!head) throw groupNotFound()
  return livingGroup(own, tenantId, name, momentOf(head, databaseClock))
}

/** The same, with the moment at which that is to hold. */
export async function livingGroup(
  own: TenantDb,
  tenantId: TenantId,
  { namespace, id }: GroupName,
  nowMicros: number,
): Promise<GroupRecord> {
  const address = readGroupAddress(namespace, id)
  const [group] = address ? await findGroupRecords(own, tenantId, [address]) : []
  if (!group || group.expiresAtMicros <= nowMicros) throw groupNotFound()
  return group
}

/** The head of a tenant that somebody just found, unless it was purged meanwhile. */
export function requireHead(head: Head | undefined): Head {
  if (!head) throw groupNotFound()
  return head
}
