import type * as contract from '@postern/contract'
import { DEFAULT_PAGE_SIZE, type TenantTotalsQuery } from '@postern/contract'
import { type Db, listTenantTotals, type TenantTotals, type TotalsOrder } from '@postern/store'
import { invalidRequest } from '../invalid-request.ts'
import { showTotals } from './show-totals.ts'

const orders: Readonly<Record<NonNullable<TenantTotalsQuery['sort']>, TotalsOrder | undefined>> = {
  '-series': 'series',
  '-groups': 'groups',
  '-pushes': 'pushes',
  '-refusals': 'refusals',
  slug: undefined,
}

/** One page of all tenants with what they hold and do. */
export async function listTotals(
  db: Db,
  nowMs: number,
  { sort = '-series', search, limit = DEFAULT_PAGE_SIZE, cursor }: TenantTotalsQuery,
): Promise<contract.Reply<typeof contract.listTenantTotals>> {
  const order = orders[sort]
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const page = { order, after, limit: limit + 1, search }
  const found = await listTenantTotals(db, new Date(nowMs), page)
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    tenants: shown.map(showTotals),
    ...(last && found.length > limit ? { nextCursor: writeCursor(order, last) } : {}),
  }
}

function scoreOf(order: TotalsOrder | undefined, totals: TenantTotals): number {
  switch (order) {
    case 'series':
      return totals.series
    case 'groups':
      return totals.groups
    case 'pushes':
      return totals.pushRate
    case 'refusals':
      return totals.refusalRate
    case undefined:
      return 0
  }
}

function writeCursor(order: TotalsOrder | undefined, totals: TenantTotals): string {
  const place = `${scoreOf(order, totals)} ${totals.tenant.slug}`
  return Buffer.from(place).toString('base64url')
}

function readCursor(cursor: string): { readonly score: number; readonly slug: string } {
  const [, score, slug] =
    /^([\d.e+-]+) ([a-z0-9-]+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (slug === undefined || !Number.isFinite(Number(score))) {
    throw invalidRequest('querystring', '/cursor', 'is not one that this server gave out')
  }
  return { score: Number(score), slug }
}
