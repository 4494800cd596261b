import type { TenantTotals } from '@postern/contract'
import { Link } from '@tanstack/react-router'
import { Empty, Panel } from '../../components/page.tsx'
import { TenantTable } from '../tenants/tenant-table.tsx'

export function LargestTenants({ tenants }: { readonly tenants: readonly TenantTotals[] }) {
  return (
    <Panel title="Largest tenants" actions={<Link to="/tenants">All tenants</Link>}>
      {tenants.length === 0 ? (
        <Empty title="There is no tenant yet">
          <p>
            A tenant owns keys and what is pushed with them. <Link to="/tenants">Make one</Link>.
          </p>
        </Empty>
      ) : (
        <TenantTable tenants={tenants} />
      )}
    </Panel>
  )
}
