import { Button, Select } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { Empty, Page, Panel } from '../../components/page.tsx'
import { SearchInput } from '../../components/search-input.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { firstPage, nextPage } from '../../lib/pages.ts'
import { NewTenant } from './new-tenant.tsx'
import { type TenantSearch, tenantOrders } from './tenant-search.ts'
import { TenantTable } from './tenant-table.tsx'

const FROM = '/tenants'

export default function TenantsPage() {
  const search = useSearch({ from: FROM })
  const [isMaking, setMaking] = useState(false)
  const pages = useTenants(search)
  const tenants = pages.data?.pages.flatMap((page) => page.tenants)
  const make = <Button onClick={() => setMaking(true)}>New tenant</Button>
  return (
    <Page
      title="Tenants"
      what="Each owns its keys and what is pushed with them, and sees nothing of the others."
      actions={make}
    >
      {/* Of what was there before the search nothing is meant by Enter. */}
      <Filtered search={search} only={pages.isPlaceholderData ? [] : tenants}>
        {pages.error && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
        {pages.isPending && <Waiting rows={8} />}
        {tenants?.length === 0 && <NoTenants search={search.search}>{make}</NoTenants>}
        {tenants && tenants.length > 0 && <TenantTable tenants={tenants} />}
        <LoadMore pages={pages} />
      </Filtered>
      {isMaking && <NewTenant onClose={() => setMaking(false)} />}
    </Page>
  )
}

const REFRESH_MS = 30_000

function useTenants({ search = '', sort = '-series' }: TenantSearch) {
  const text = search.trim()
  const query = { sort, ...(text === '' ? {} : { search: text }) }
  return useInfiniteQuery({
    queryKey: ['tenants', query],
    queryFn: ({ signal, pageParam }) =>
      call(endpoints.listTenantTotals, { querystring: { ...query, ...pageParam } }, { signal }),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}

interface FilteredProps {
  readonly search: TenantSearch
  /** Those that were found. */
  readonly only: readonly { readonly slug: string }[] | undefined
  readonly children: ReactNode
}

function Filtered({ search, only = [], children }: FilteredProps) {
  const navigate = useNavigate({ from: FROM })
  const set = <Name extends keyof TenantSearch>(name: Name, value: TenantSearch[Name]) => {
    const { [name]: _, ...others } = search
    const changed = value === undefined ? others : { ...others, [name]: value }
    void navigate({ search: changed, replace: true })
  }
  const open = () => {
    const [one, another] = only
    if (one && !another) void navigate({ to: '/tenants/$slug', params: { slug: one.slug } })
  }
  return (
    <Panel
      title={
        <SearchInput
          aria-label="Search by name or slug"
          placeholder="Part of a name or slug"
          maxLength={100}
          text={search.search ?? ''}
          onSearch={(text) => set('search', text)}
          onKeyDown={({ key }) => key === 'Enter' && open()}
        />
      }
      actions={
        <Select
          aria-label="Order"
          data={tenantOrders}
          value={search.sort ?? '-series'}
          allowDeselect={false}
          onChange={(sort) => set('sort', sort ?? undefined)}
        />
      }
    >
      {children}
    </Panel>
  )
}

interface NoTenantsProps {
  readonly search: string | undefined
  /** How to make one. */
  readonly children: ReactNode
}

function NoTenants({ search, children }: NoTenantsProps) {
  if (search !== undefined) {
    return (
      <Empty title="No tenant is called that">
        <p className="break">There is no “{search}” in any name or slug.</p>
      </Empty>
    )
  }
  return (
    <Empty title="There is no tenant yet">
      <p>Make one for each team or customer whose metrics nobody else may see.</p>
      {children}
    </Empty>
  )
}
