import type * as contract from '@postern/contract'
import type { MetricQuery } from '@postern/contract'
import { type ActContext, labelRecord, type TenantId } from '@postern/domain'
import { appendAudit, type DatabaseClock, findGroupContent, type TenantDb } from '@postern/store'
import { type GroupName, getGroup } from './get-group.ts'
import { groupNotFound } from './group-not-found.ts'
import { listMetrics } from './list-metrics.ts'

export interface MetricReader {
  /** Who reads as one who may look into all tenants, which the tenant is to know of; not its own people. */
  readonly outsider: ActContext | undefined
  readonly databaseClock: DatabaseClock | undefined
}

/** The metrics of a group. That somebody from outside the tenant read them is written with the reading, or it fails. */
export async function readMetrics(
  own: TenantDb,
  tenantId: TenantId,
  name: GroupName,
  query: MetricQuery,
  { outsider, databaseClock }: MetricReader,
): Promise<contract.Reply<typeof contract.listMetrics>> {
  const group = await getGroup(own, tenantId, name, databaseClock)
  const content = await findGroupContent(own, tenantId, group)
  if (!content) throw groupNotFound()
  if (outsider) {
    await appendAudit(own, tenantId, outsider, {
      action: 'group.read',
      target: { kind: 'group', id: name.id },
      after: {
        namespace: group.namespace,
        labels: labelRecord(group.groupingKey),
        reason: query.reason ?? null,
      },
    })
  }
  return listMetrics(content, query)
}
