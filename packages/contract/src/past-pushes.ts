/** What came of the last pushes to a group. */
import { Type } from 'typebox'
import {
  closed,
  DEFAULT_PAGE_SIZE,
  NextCursor,
  ProblemBody,
  refusals,
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { GroupPath, MAX_GROUP_PAGE_SIZE, NullableText } from './groups.ts'

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
