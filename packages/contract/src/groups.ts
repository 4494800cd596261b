import { durationPattern, namespacePattern } from '@postern/domain'
import { Type } from 'typebox'
import {
  bodyRefusals,
  closed,
  DEFAULT_PAGE_SIZE,
  NextCursor,
  Nothing,
  NullableTimestamp,
  ProblemBody,
  refusals,
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { NamespacePath } from './namespaces.ts'
import { TenantPath } from './tenants.ts'

const NullableText = Type.Union([Type.String(), Type.Null()])

const Labels = Type.Record(Type.String(), Type.String())

/** A group without its metrics. */
export const Group = Type.Object({
  id: Type.String({ description: 'made of its labels: stays the same for good' }),
  namespace: Type.String(),
  labels: Labels,
  pushedAt: Type.Union([Timestamp, Type.Null()], { description: 'the last push that was taken' }),
  failedAt: Type.Union([Timestamp, Type.Null()], { description: 'the last push that was refused' }),
  lastPushSucceeded: Type.Boolean(),
  lastPush: Type.Union(
    [
      Type.Object({
        credentialId: Type.String(),
        address: Type.String(),
        userAgent: NullableText,
      }),
      Type.Null(),
    ],
    { description: 'who sent the last push, whether it was taken or not' },
  ),
  lastError: Type.Union([Type.String(), Type.Null()], {
    description: 'why the last push that was refused was',
  }),
  contestedAt: Type.Union([Timestamp, Type.Null()], {
    description: 'when two writers last pushed it within a minute of each other',
  }),
  expiresAt: NullableTimestamp,
  expiryRule: Type.Union([Type.String(), Type.Null()], {
    description: 'which of the retention rules says so',
  }),
  expiryIsCut: Type.Boolean({ description: 'the maximum of the tenant made it sooner' }),
  families: Type.Integer(),
  series: Type.Integer(),
  bytes: Type.Integer({ description: 'what its metrics take as text' }),
})

export type Group = Type.Static<typeof Group>

const Duration = Type.String({
  pattern: durationPattern,
  description: 'a duration such as 30s, 15m, 24h or 7d',
})

const Selector = Type.String({ minLength: 1, maxLength: 10_000 })

const selectors = {
  maxItems: 20,
  description:
    'selectors such as {job="backup",zone=~"eu-.*"}; a group that any of them selects is meant',
} as const

/** What of a tenant's groups is meant; all that is given must hold. */
const filters = {
  namespace: Type.Optional(Type.String({ pattern: namespacePattern })),
  staleFor: Type.Optional(
    Type.String({ ...Duration, description: 'no push was taken for so long, such as 24h' }),
  ),
  failed: Type.Optional(
    Type.Boolean({ description: 'whether the last push was refused, true or false' }),
  ),
  expiringWithin: Type.Optional(
    Type.String({ ...Duration, description: 'would expire within that time, such as 24h' }),
  ),
} as const

export const groupOrders = [
  'labels',
  '-labels',
  'pushedAt',
  '-pushedAt',
  'failedAt',
  '-failedAt',
  'expiresAt',
  '-expiresAt',
  'series',
  '-series',
  'bytes',
  '-bytes',
] as const

export type GroupOrder = (typeof groupOrders)[number]

export const MAX_GROUP_PAGE_SIZE = 1_000

export const GroupQuery = Type.Object(
  {
    'match[]': Type.Optional(Type.Array(Selector, selectors)),
    ...filters,
    sort: Type.Optional(
      Type.Enum([...groupOrders], { description: '"labels" when not given; - is descending' }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_GROUP_PAGE_SIZE, default: DEFAULT_PAGE_SIZE }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 512, description: 'the nextCursor of the page before' }),
    ),
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'instead of a cursor, how many groups to pass over: to jump within a list',
      }),
    ),
  },
  closed,
)

export type GroupQuery = Type.Static<typeof GroupQuery>

export const listGroups = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/groups',
  access: 'tenant-viewer',
  schema: {
    summary: 'List groups of a tenant by selector and state, sorted and paged, without metrics',
    params: TenantPath,
    querystring: GroupQuery,
    response: {
      200: Type.Object({
        groups: Type.Array(Group),
        total: Type.Integer({ description: 'how many groups are meant, over all pages' }),
        series: Type.Integer({ description: 'the series of all these groups' }),
        nextCursor: NextCursor,
      }),
      304: Nothing,
      400: ProblemBody,
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

/** Whatever the id looks like: one that cannot exist is as missing as any other. */
export const GroupPath = Type.Object({
  ...TenantPath.properties,
  namespace: Type.String(),
  id: Type.String(),
})

export const getGroup = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/groups/:namespace/:id',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read one group without its metrics: when and by whom it was pushed, when it expires',
    params: GroupPath,
    response: { 200: Type.Object({ group: Group }), 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

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

export const deleteGroup = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug/groups/:namespace/:id',
  access: 'tenant-operator',
  schema: {
    summary: 'Delete one group with its metrics',
    params: GroupPath,
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

const selection = {
  match: Type.Array(Selector, { ...selectors, minItems: 1 }),
  ...filters,
  dryRun: Type.Optional(Type.Boolean({ description: 'only tell what is meant' })),
  atMost: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'do nothing when more groups are meant: the number of a dry run before',
    }),
  ),
} as const

/** What was or would be changed. */
const Chosen = Type.Object({
  groups: Type.Integer(),
  series: Type.Integer(),
  dryRun: Type.Boolean(),
  first: Type.Array(
    Type.Object({
      id: Type.String(),
      namespace: Type.String(),
      labels: Labels,
      series: Type.Integer(),
    }),
    { description: 'some of them, in the order of their labels' },
  ),
})

export type Chosen = Type.Static<typeof Chosen>

export const GroupDeletion = Type.Object(selection, closed)

export type GroupDeletion = Type.Static<typeof GroupDeletion>

const selectionAnswers = {
  200: Chosen,
  404: ProblemBody,
  409: ProblemBody,
  ...bodyRefusals,
  ...refusals,
} as const

export const deleteGroups = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/groups/delete',
  access: 'tenant-operator',
  schema: {
    summary: 'Delete all groups that selectors choose, or tell with dryRun what that would be',
    params: TenantPath,
    body: GroupDeletion,
    response: selectionAnswers,
  },
} as const satisfies Endpoint

/** Of a group itself: comes before the rules of job, namespace and tenant. */
const OwnRetention = Type.Union(
  [Type.String({ pattern: `^never$|${durationPattern}` }), Type.Null()],
  {
    description:
      'how long after its last good push a group stays, such as 30d; never; null for what the rules say',
  },
)

export const GroupRetention = Type.Object({ retention: OwnRetention }, closed)

export type GroupRetention = Type.Static<typeof GroupRetention>

export const setGroupRetention = {
  method: 'PUT',
  url: '/api/v1/tenants/:slug/groups/:namespace/:id/retention',
  access: 'tenant-operator',
  schema: {
    summary: 'Keep one group longer or shorter than the rules say',
    params: GroupPath,
    body: GroupRetention,
    response: {
      200: Type.Object({ group: Group }),
      404: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const GroupsRetention = Type.Object({ ...selection, retention: OwnRetention }, closed)

export type GroupsRetention = Type.Static<typeof GroupsRetention>

export const setGroupsRetention = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/groups/retention',
  access: 'tenant-operator',
  schema: {
    summary: 'Keep all groups that selectors choose longer or shorter than the rules say',
    params: TenantPath,
    body: GroupsRetention,
    response: selectionAnswers,
  },
} as const satisfies Endpoint

export const Wipe = Type.Object(
  {
    confirm: Type.String({
      description: 'the slug of the tenant; for a namespace, with / and the name of it behind',
    }),
  },
  closed,
)

const wiped = {
  200: Type.Object({ groups: Type.Integer(), series: Type.Integer() }),
  404: ProblemBody,
  ...bodyRefusals,
  ...refusals,
} as const

export const wipeNamespace = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/namespaces/:name/wipe',
  access: 'tenant-admin',
  fresh: true,
  schema: {
    summary: 'Delete all groups of a namespace; the namespace stays',
    params: NamespacePath,
    body: Wipe,
    response: wiped,
  },
} as const satisfies Endpoint

export const wipeTenant = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/wipe',
  access: 'tenant-admin',
  fresh: true,
  schema: {
    summary: 'Delete all groups of a tenant; the tenant with its keys stays',
    params: TenantPath,
    body: Wipe,
    response: wiped,
  },
} as const satisfies Endpoint

export const getActivity = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/activity',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read what a tenant holds now and when it was pushed to; cheap with If-None-Match',
    params: TenantPath,
    response: {
      200: Type.Object({
        groups: Type.Integer(),
        series: Type.Integer(),
        failing: Type.Integer({ description: 'groups of which the last push was refused' }),
        lastPushAt: NullableTimestamp,
        lastFailureAt: NullableTimestamp,
        version: Type.Integer({ description: 'grows with every change to a group' }),
      }),
      304: Nothing,
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const PastPush = Type.Object({
  at: Timestamp,
  method: Type.Enum(['PUT', 'POST']),
  taken: Type.Boolean(),
  code: Type.Union([Type.String(), Type.Null()], { description: 'why it was refused' }),
  bytes: Type.Integer({ description: 'of the body, inflated' }),
  series: Type.Integer(),
  credentialId: Type.String(),
  address: Type.String(),
  userAgent: NullableText,
  runId: NullableText,
  exitStatus: Type.Union([Type.Integer(), Type.Null()]),
  durationSeconds: Type.Union([Type.Number(), Type.Null()]),
})

export type PastPush = Type.Static<typeof PastPush>

export const listPushes = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/groups/:namespace/:id/pushes',
  access: 'tenant-viewer',
  schema: {
    summary: 'List the last pushes to a group, newest first',
    params: GroupPath,
    querystring: Type.Object(
      {
        limit: Type.Optional(
          Type.Integer({ minimum: 1, maximum: MAX_GROUP_PAGE_SIZE, default: DEFAULT_PAGE_SIZE }),
        ),
        cursor: Type.Optional(
          Type.String({
            pattern: '^[0-9]{1,16}$',
            description: 'the nextCursor of the page before',
          }),
        ),
      },
      closed,
    ),
    response: {
      200: Type.Object({ pushes: Type.Array(PastPush), nextCursor: NextCursor }),
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint
