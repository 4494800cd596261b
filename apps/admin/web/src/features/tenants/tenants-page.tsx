import { Button, Select } from '@mantine/core'
import type { TenantTotalsQuery } from '@postern/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { Empty, Page, Panel } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { firstPage, nextPage } from '../../lib/pages.ts'
import { NewTenant } from './new-tenant.tsx'
import { OpenTenant } from './open-tenant.tsx'
import { TenantTable } from './tenant-table.tsx'

type Order = NonNullable<TenantTotalsQuery['sort']>

const orders: readonly { value: Order; label: string }[] = [
  { value: '-series', label: 'Most series first' },
  { value: '-groups', label: 'Most groups first' },
  { value: '-pushes', label: 'Most pushes first' },
  { value: '-refusals', label: 'Most refusals first' },
  { value: 'slug', label: 'By slug' },
]

const REFRESH_MS = 30_000

export default function TenantsPage() {
  const [order, setOrder] = useState<Order>('-series')
  const [isMaking, setMaking] = useState(false)
  const pages = useInfiniteQuery({
    queryKey: ['tenants', order],
    queryFn: ({ signal, pageParam }) =>
      call(endpoints.listTenantTotals, { querystring: { sort: order, ...pageParam } }, { signal }),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
    refetchInterval: REFRESH_MS,
  })
  const tenants = pages.data?.pages.flatMap((page) => page.tenants)
  return (
    <Page
      title="Tenants"
      what="Each owns its keys and what is pushed with them, and sees nothing of the others."
      actions={<Button onClick={() => setMaking(true)}>New tenant</Button>}
    >
      <Panel
        title={<OpenTenant />}
        actions={
          <Select
            aria-label="Order"
            size="sm"
            data={orders}
            value={order}
            allowDeselect={false}
            onChange={(value) => setOrder(value ?? '-series')}
          />
        }
      >
        {pages.error && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
        {pages.isPending && <Waiting rows={8} />}
        {tenants?.length === 0 && (
          <Empty title="There is no tenant yet">
            <p>Make one for each team or customer whose metrics nobody else may see.</p>
            <Button onClick={() => setMaking(true)}>New tenant</Button>
          </Empty>
        )}
        {tenants && tenants.length > 0 && <TenantTable tenants={tenants} />}
        <LoadMore pages={pages} />
      </Panel>
      {isMaking && <NewTenant onClose={() => setMaking(false)} />}
    </Page>
  )
}
