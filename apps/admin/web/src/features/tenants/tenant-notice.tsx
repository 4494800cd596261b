import type { Tenant } from '@postern/contract'
import { Moment } from '../../components/time.tsx'

/** What anybody who looks at the tenant must know first. */
export function TenantNotice({ tenant }: { readonly tenant: Tenant }) {
  if (tenant.state === 'suspended') {
    return (
      <div className="notice warn">
        Suspended: all its credentials are refused, and what it holds is kept. A system admin can
        resume it.
      </div>
    )
  }
  if (tenant.state === 'deleting' && tenant.purgeAt !== null) {
    return (
      <div className="notice bad">
        Deleted: all its credentials are refused. What it holds is purged at{' '}
        <Moment at={tenant.purgeAt} />; until then a system admin can take that back.
      </div>
    )
  }
  if (tenant.state === 'deleted') {
    return <div className="notice">Deleted and purged. Its audit is kept, and its slug.</div>
  }
  return null
}
