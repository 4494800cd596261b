/** What a scrape says of the tenant itself. */
import { Type } from 'typebox'
import { bodyRefusals, closed, ProblemBody, refusals } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

export const TenantSeries = Type.Object(
  {
    totals: Type.Boolean({
      description: 'groups, series and limits of the tenant; false at first',
    }),
    keyExpiry: Type.Boolean({
      description: 'when keys end, from 14 days before; true at first',
    }),
  },
  closed,
)

export type TenantSeries = Type.Static<typeof TenantSeries>

const TheSeries = Type.Object({ series: TenantSeries }, closed)

const answers = { 200: TheSeries, 404: ProblemBody, ...refusals } as const

export const getTenantSeries = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/series',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read which series about itself a tenant sees in its scrapes',
    params: TenantPath,
    response: answers,
  },
} as const satisfies Endpoint

export const setTenantSeries = {
  method: 'PUT',
  url: '/api/v1/tenants/:slug/series',
  access: 'tenant-admin',
  schema: {
    summary: 'Choose which series about itself a tenant sees in its scrapes, from the next one on',
    params: TenantPath,
    body: TheSeries,
    response: { ...answers, 409: ProblemBody, 412: ProblemBody, ...bodyRefusals },
  },
} as const satisfies Endpoint
