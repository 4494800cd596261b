import type * as contract from '@postern/contract'
import { purgeTime, type Tenant } from '@postern/domain'

export function showTenant({ deletingSince, ...tenant }: Tenant): contract.Tenant {
  return {
    ...tenant,
    maxKeyLife: tenant.maxKeyLife ?? null,
    purgeAt: deletingSince ? purgeTime(deletingSince).toISOString() : null,
    createdAt: tenant.createdAt.toISOString(),
  }
}
