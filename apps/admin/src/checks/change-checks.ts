import type { Tenant } from '@postern/domain'
import {
  type DatabaseClock,
  type Db,
  lockHead,
  momentOf,
  raiseSettingsVersion,
  type TenantDb,
  withTenant,
} from '@postern/store'
import { tenantNotFound } from '../tenants/get-tenant.ts'

export interface ChangeDeps {
  readonly db: Db
  readonly databaseClock?: DatabaseClock | undefined
}

/**
 * Changes checks of a tenant while nobody else does, and no push of it is taken; every replica knows of it with its next
 * push or scrape. `change` is told what time Postgres has, by which pings count.
 */
export function changeChecks<T>(
  { db, databaseClock }: ChangeDeps,
  { id }: Tenant,
  change: (own: TenantDb, now: Date) => Promise<T>,
): Promise<T> {
  return withTenant(db, id, async (own) => {
    const head = await lockHead(own, id)
    if (!head) throw tenantNotFound()
    await raiseSettingsVersion(own, id)
    return change(own, new Date(Math.floor(momentOf(head, databaseClock) / 1_000)))
  })
}
