import type { TenantTotals } from '@postern/contract'
import { Link } from '@tanstack/react-router'
import { Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { formatCount, formatNumber } from '../../lib/format.ts'
import { TenantState } from './tenant-state.tsx'

export function TenantTable({ tenants }: { readonly tenants: readonly TenantTotals[] }) {
  return (
    <Table
      heads={[
        'Tenant',
        'State',
        { figure: 'Series' },
        { figure: 'Groups' },
        { figure: 'Pushes a second' },
        { figure: 'Refused a second' },
        { figure: 'Last push' },
      ]}
      inPairs
    >
      {tenants.map((tenant) => (
        <Row key={tenant.slug} tenant={tenant} />
      ))}
    </Table>
  )
}

function Row({ tenant }: { readonly tenant: TenantTotals }) {
  const { slug, name, state } = tenant
  return (
    <tr>
      <td>
        <Link to="/tenants/$slug" params={{ slug }} className="main">
          {name}
        </Link>{' '}
        <span className="mono dim">{slug}</span>
      </td>
      <td data-name="State">
        {state === 'active' ? <span className="dim">active</span> : <TenantState state={state} />}
      </td>
      <td className="figure" data-name="Series">
        {formatCount(tenant.series)}
      </td>
      <td className="figure" data-name="Groups">
        {formatCount(tenant.groups)}
      </td>
      <td className="figure" data-name="Pushes a second">
        {formatNumber(tenant.pushesPerSecond)}
      </td>
      <td className="figure" data-name="Refused a second">
        {formatNumber(tenant.refusalsPerSecond)}
      </td>
      <td className="figure" data-name="Last push">
        <Time at={tenant.lastPushAt} none="never" />
      </td>
    </tr>
  )
}
