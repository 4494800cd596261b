/** What scripts call the admin API with. */
import { durationPattern, roles } from '@postern/domain'
import { Type } from 'typebox'
import {
  bodyRefusals,
  closed,
  DisplayName,
  NextCursor,
  Nothing,
  NullableTimestamp,
  PageQuery,
  ProblemBody,
  refusals,
  ShownOnce,
  Timestamp,
} from './common.ts'
import { DEFAULT_EXPIRES_IN, NEVER } from './credentials.ts'
import type { Endpoint } from './endpoint.ts'

const Slug = Type.Union([Type.String(), Type.Null()], {
  description: 'the slug of the only tenant within reach, or null for all',
})

export const OperatorKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.Enum([...roles]),
  tenant: Slug,
  createdAt: Timestamp,
  expiresAt: NullableTimestamp,
  revokedAt: NullableTimestamp,
  usedAt: Type.Union([Timestamp, Type.Null()], { description: 'up to a minute late' }),
})

export type OperatorKey = Type.Static<typeof OperatorKey>

export const OperatorKeyDraft = Type.Object(
  {
    name: DisplayName,
    role: Type.Enum([...roles]),
    tenant: Type.Optional(Slug),
    expiresIn: Type.Optional(
      Type.String({
        pattern: `^${NEVER}$|${durationPattern}`,
        default: DEFAULT_EXPIRES_IN,
        description: 'a duration such as 30s, 15m, 24h, 90d, 52w or 1y, or never',
      }),
    ),
  },
  closed,
)

export type OperatorKeyDraft = Type.Static<typeof OperatorKeyDraft>

export const listOperatorKeys = {
  method: 'GET',
  url: '/api/v1/operator-keys',
  access: 'system-admin',
  schema: {
    summary: 'List operator keys in the order in which they were made, ended ones too',
    querystring: PageQuery,
    response: {
      200: Type.Object({ operatorKeys: Type.Array(OperatorKey), nextCursor: NextCursor }),
      400: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const createOperatorKey = {
  method: 'POST',
  url: '/api/v1/operator-keys',
  access: 'system-admin',
  fresh: true,
  schema: {
    summary: 'Make an operator key; this answer is the only place where its secret appears',
    body: OperatorKeyDraft,
    response: {
      201: Type.Object({ operatorKey: OperatorKey, secret: ShownOnce('the key') }),
      404: ProblemBody,
      409: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const revokeOperatorKey = {
  method: 'DELETE',
  url: '/api/v1/operator-keys/:id',
  access: 'system-admin',
  fresh: true,
  schema: {
    summary: 'End an operator key for good, at once',
    params: Type.Object({ id: Type.String() }),
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint
