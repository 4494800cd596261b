import { type ActContext, labelRecord, type Tenant } from '@postern/domain'
import {
  appendAudit,
  buryGroups,
  type DatabaseClock,
  type Db,
  lockHead,
  momentOf,
  setHeadVersion,
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
    const nowMicros = momentOf(head, databaseClock)
    const version = head.version + 1
    const group = await livingGroup(own, tenant.id, name, nowMicros)
    await buryGroups(own, tenant.id, [group], { version, nowMicros })
    await setHeadVersion(own, tenant.id, version, nowMicros)
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
