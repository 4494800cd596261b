import { type Check, checkDefaults, checkId, newUuid, type Tenant } from '@postern/domain'
import { insertCheck, lockHead, raiseSettingsVersion, withTenant } from '@postern/store'
import type { TestDatabase } from '@postern/testkit'

/** A check as the admin app makes it: for the job `backup` when nothing else is said. */
export async function makeCheck(
  { admin }: TestDatabase,
  tenant: Tenant,
  nowMs: number,
  changes: Partial<Check> = {},
): Promise<Check> {
  const at = new Date(nowMs)
  const check: Check = {
    id: checkId(newUuid(nowMs)),
    namespace: 'default',
    name: 'backup',
    labels: ['job', 'backup'],
    ...checkDefaults,
    armedAt: at,
    pausedAt: undefined,
    createdAt: at,
    updatedAt: at,
    ...changes,
  }
  await withTenant(admin, tenant.id, async (own) => {
    await lockHead(own, tenant.id)
    await insertCheck(own, tenant.id, check)
    await raiseSettingsVersion(own, tenant.id)
  })
  return check
}
