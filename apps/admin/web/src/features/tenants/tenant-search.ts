import type { TenantTotalsQuery } from '@postern/contract'

type TenantOrder = NonNullable<TenantTotalsQuery['sort']>

/** Which tenants are shown, as the address of the page has it. */
export interface TenantSearch {
  /** A part of a name or a slug. */
  readonly search?: string
  readonly sort?: TenantOrder
}

export const tenantOrders: { readonly value: TenantOrder; readonly label: string }[] = [
  { value: '-series', label: 'Most series first' },
  { value: '-groups', label: 'Most groups first' },
  { value: '-pushes', label: 'Most pushes first' },
  { value: '-refusals', label: 'Most refusals first' },
  { value: 'slug', label: 'By slug' },
]

export function readTenantSearch({ search, sort }: Record<string, unknown>): TenantSearch {
  const order = tenantOrders.find(({ value }) => value === sort)
  // Digits alone are read from the address as a number.
  const text = typeof search === 'number' ? String(search) : search
  return {
    ...(typeof text === 'string' && text !== '' ? { search: text } : {}),
    ...(order ? { sort: order.value } : {}),
  }
}
