import { tenantStates } from '@postern/domain'
import { Type } from 'typebox'
import {
  closed,
  DEFAULT_PAGE_SIZE,
  MAX_PAGE_SIZE,
  NextCursor,
  Nothing,
  NullableTimestamp,
  ProblemBody,
  refusals,
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantSearch } from './tenants.ts'

/** What a tenant holds and does, without anything of what it pushed. */
export const TenantTotals = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  state: Type.Enum([...tenantStates]),
  groups: Type.Integer(),
  series: Type.Integer(),
  pushesPerSecond: Type.Number({ description: 'on average over the last hour' }),
  refusalsPerSecond: Type.Number({ description: 'on average over the last hour' }),
  lastPushAt: NullableTimestamp,
})

export type TenantTotals = Type.Static<typeof TenantTotals>

export const tenantTotalsOrders = ['-series', '-groups', '-pushes', '-refusals', 'slug'] as const

export const TenantTotalsQuery = Type.Object(
  {
    sort: Type.Optional(
      Type.Enum([...tenantTotalsOrders], { description: '"-series" when not given' }),
    ),
    search: TenantSearch,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 256, description: 'the nextCursor of the page before' }),
    ),
  },
  closed,
)

export type TenantTotalsQuery = Type.Static<typeof TenantTotalsQuery>

export const listTenantTotals = {
  method: 'GET',
  url: '/api/v1/tenant-totals',
  access: 'system-admin',
  schema: {
    summary: 'List tenants with what they hold and do, at most a minute old',
    querystring: TenantTotalsQuery,
    response: {
      200: Type.Object({ tenants: Type.Array(TenantTotals), nextCursor: NextCursor }),
      400: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

/** One step of a line over the last day. */
export const OverviewPoint = Type.Object({
  at: Timestamp,
  pushesPerSecond: Type.Number(),
  refusalsPerSecond: Type.Number(),
  samplesPerSecond: Type.Number(),
})

export const ExpiringKey = Type.Object({
  tenant: Type.String({ description: 'its slug' }),
  id: Type.String(),
  name: Type.String(),
  expiresAt: Timestamp,
})

export const CheckDown = Type.Object({
  tenant: Type.String({ description: 'its slug' }),
  id: Type.String(),
  name: Type.String(),
  since: NullableTimestamp,
})

export const getOverview = {
  method: 'GET',
  url: '/api/v1/overview',
  access: 'system-admin',
  schema: {
    summary: 'Read how all of it is: totals, the last day, the largest tenants, what needs a hand',
    response: {
      200: Type.Object({
        tenants: Type.Object({
          active: Type.Integer(),
          suspended: Type.Integer(),
          deleting: Type.Integer(),
        }),
        groups: Type.Integer(),
        series: Type.Integer(),
        pushesPerSecond: Type.Number({ description: 'in the last minutes' }),
        refusalsPerSecond: Type.Number({ description: 'in the last minutes' }),
        line: Type.Array(OverviewPoint, {
          description: 'the last 24 hours in steps of five minutes; silent ones are left out',
        }),
        largest: Type.Array(TenantTotals, { description: 'the ten with the most series' }),
        expiringKeys: Type.Object({
          keys: Type.Array(ExpiringKey, {
            description: 'that end within 30 days and were not replaced, the next 20',
          }),
          isComplete: Type.Boolean({ description: 'false when there are more' }),
        }),
        checksDown: Type.Object({
          checks: Type.Array(CheckDown, { description: 'the 20 that are down for the longest' }),
          isComplete: Type.Boolean({ description: 'false when there are more' }),
        }),
      }),
      304: Nothing,
      ...refusals,
    },
  },
} as const satisfies Endpoint
