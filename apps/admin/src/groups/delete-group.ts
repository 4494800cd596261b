import { type ActContext, labelRecord, type Tenant } from '@postern/domain'
import {
  appendAudit,
  type DatabaseClock,
  type Db,
  deleteGroupsByKeys,
  lockHead,
  momentOf,
  withTenant,
} from '@postern/store'
import { type GroupName, livingGroup, requireHead } from './get-group.ts'

export interface GroupStore {
  readonly db: Db
  readonly databaseClock?: DatabaseClock | undefined
}

/** Deletes one group with all it holds. Throws `group-not-found`. */
export function deleteGroup(
  { db, databaseClock }: GroupStore,
  tenant: Tenant,
  name: GroupName,
  context: ActContext,
): Promise<void> {
  return withTenant(db, tenant.id, async (own) => {
    const head = requireHead(await lockHead(own, tenant.id))
    const group = await livingGroup(own, tenant.id, name, momentOf(head, databaseClock))
    await deleteGroupsByKeys(own, tenant.id, [group], databaseClock)
    await appendAudit(own, tenant.id, context, {
      action: 'group.delete',
      target: { kind: 'group', id: name.id },
      before: {
        namespace: group.namespace,
        labels: labelRecord(group.groupingKey),
        series: group.series,
      },
    })
  })
}
