import type * as contract from '@postern/contract'
import type { Tenant } from '@postern/domain'

export function showTenant(tenant: Tenant): contract.Tenant {
  return { ...tenant, createdAt: tenant.createdAt.toISOString() }
}
