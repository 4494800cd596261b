import { durationPattern, groupOrders, namespacePattern } from '@postern/domain'
import { Type } from 'typebox'
import {
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
import { TenantPath } from './tenants.ts'

export const NullableText = Type.Union([Type.String(), Type.Null()])

export const Labels = Type.Record(Type.String(), Type.String())

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
  ttl: Type.Union([Type.String(), Type.Null()], {
    description: 'what the last good push asked for, such as 12h, or never',
  }),
  retention: Type.Union([Type.String(), Type.Null()], {
    description: 'what was set for the group itself, such as 30d, or never',
  }),
  families: Type.Integer(),
  series: Type.Integer(),
  bytes: Type.Integer({ description: 'what its metrics take as text' }),
})

export type Group = Type.Static<typeof Group>

const Duration = Type.String({
  pattern: durationPattern,
  description: 'a duration such as 30s, 15m, 24h or 7d',
})

export const Selector = Type.String({ minLength: 1, maxLength: 10_000 })

export const selectors = {
  maxItems: 20,
  description:
    'selectors such as {job="backup",zone=~"eu-.*"}; a group that any of them selects is meant',
} as const

/** What of a tenant's groups is meant; all that is given must hold. */
export const filters = {
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
