import type { TenantId } from '@postern/domain'
import { asProblem } from '@postern/server'

/**
 * Does what is to be done for each of several tenants, one after the other, so that what fails for one is still done for
 * those after it; then throws what failed first. Goes no further when the database is away: that would fail for all.
 */
export async function forEachTenant<T>(
  tenants: Iterable<readonly [TenantId, T]>,
  work: (tenantId: TenantId, what: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  for (const [tenantId, what] of tenants) {
    try {
      await work(tenantId, what)
    } catch (error) {
      failures.push(error)
      if (asProblem(error).code === 'storage-unavailable') break
    }
  }
  if (failures.length > 0) throw failures[0]
}
