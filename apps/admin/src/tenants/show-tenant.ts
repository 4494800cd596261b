import type * as contract from '@postern/contract'
import { purgeTime, type Tenant } from '@postern/domain'

export function showTenant(tenant: Tenant): contract.Tenant {
  const { deletingSince, stateBeforeDeletion: _inner, ...shown } = tenant
  return {
    ...shown,
    maxKeyLife: tenant.maxKeyLife ?? null,
    purgeAt: deletingSince ? purgeTime(deletingSince).toISOString() : null,
    createdAt: tenant.createdAt.toISOString(),
  }
}
