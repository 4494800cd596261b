/** The metrics of one group. */
import { Type } from 'typebox'
import { closed, NextCursor, NullableTimestamp, ProblemBody, refusals } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { GroupPath, Labels, NullableText } from './groups.ts'

/** A float as the text format writes it: JSON has no NaN and no infinities. */
const Float = Type.String({ description: 'a number, NaN, +Inf or -Inf' })

const Exemplar = Type.Object({
  labels: Labels,
  value: Float,
  at: NullableTimestamp,
})

const NativeHistogram = Type.Object(
  {
    schema: Type.Integer({ description: 'each power of two is cut into 2^schema buckets' }),
    zeroThreshold: Float,
    zeroCount: Float,
    buckets: Type.Array(
      Type.Object({
        lower: Float,
        upper: Float,
        count: Float,
        includes: Type.Enum(['lower', 'upper', 'both', 'neither'], {
          description: 'which of its bounds belong to the bucket',
        }),
      }),
      { description: 'in the order of their bounds; empty ones are left out' },
    ),
  },
  { description: 'of a native histogram' },
)

/** Which members it has, the type of its family says. */
export const Metric = Type.Object({
  labels: Type.Record(Type.String(), Type.String(), {
    description: 'all that a scrape shows, those of the group and the namespace among them',
  }),
  value: Type.Optional(
    Type.String({ ...Float, description: 'of a counter, a gauge or an untyped one' }),
  ),
  count: Type.Optional(Type.String({ ...Float, description: 'of a summary or a histogram' })),
  sum: Type.Optional(Type.String({ ...Float, description: 'of a summary or a histogram' })),
  quantiles: Type.Optional(
    Type.Array(Type.Object({ quantile: Float, value: Float }), { description: 'of a summary' }),
  ),
  buckets: Type.Optional(
    Type.Array(
      Type.Object({
        upperBound: Float,
        cumulativeCount: Float,
        exemplar: Type.Optional(Exemplar),
      }),
      { description: 'of a classic histogram' },
    ),
  ),
  native: Type.Optional(NativeHistogram),
  createdAt: Type.Optional(NullableTimestamp),
  exemplars: Type.Optional(Type.Array(Exemplar)),
})

export type Metric = Type.Static<typeof Metric>

export const metricTypes = [
  'counter',
  'gauge',
  'untyped',
  'summary',
  'histogram',
  'gauge_histogram',
] as const

export const MetricFamily = Type.Object({
  name: Type.String(),
  type: Type.Enum([...metricTypes]),
  help: NullableText,
  unit: NullableText,
  pushedAt: NullableTimestamp,
  series: Type.Integer({ description: 'of the whole family, as a scrape counts them' }),
  metrics: Type.Array(Metric, { description: 'those of this page' }),
})

export type MetricFamily = Type.Static<typeof MetricFamily>

export const MAX_METRIC_PAGE_SIZE = 1_000
export const DEFAULT_METRIC_PAGE_SIZE = 200

export const MetricQuery = Type.Object(
  {
    family: Type.Optional(
      Type.String({
        maxLength: 1_000,
        description: 'only families with this in their name, in whatever case',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_METRIC_PAGE_SIZE,
        default: DEFAULT_METRIC_PAGE_SIZE,
        description: 'metrics on a page, over all families',
      }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 64, description: 'the nextCursor of the page before' }),
    ),
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'why a system admin looks into a tenant; goes into the audit of the tenant',
      }),
    ),
  },
  closed,
)

export type MetricQuery = Type.Static<typeof MetricQuery>

export const listMetrics = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/groups/:namespace/:id/metrics',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read the metrics of a group; that a system admin did is written into the audit',
    params: GroupPath,
    querystring: MetricQuery,
    response: {
      200: Type.Object({
        families: Type.Array(MetricFamily, {
          description: 'by name; one that a page cuts goes on in the next',
        }),
        totalFamilies: Type.Integer(),
        totalSeries: Type.Integer(),
        nextCursor: NextCursor,
      }),
      400: ProblemBody,
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint
