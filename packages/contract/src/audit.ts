import { auditActions, auditActorKinds, auditOutcomes, auditTargetKinds } from '@postern/domain'
import { Type } from 'typebox'
import {
  closed,
  DEFAULT_PAGE_SIZE,
  MAX_PAGE_SIZE,
  NextCursor,
  ProblemBody,
  refusals,
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

const NullableText = Type.Union([Type.String(), Type.Null()])

/** What a thing was or became: as its own endpoint shows it, without secrets. */
const State = Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])

export const AuditEvent = Type.Object({
  id: Type.String(),
  sequence: Type.Integer({ description: 'from 1 without a gap' }),
  at: Timestamp,
  actor: Type.Object({
    kind: Type.Enum([...auditActorKinds]),
    id: NullableText,
    name: Type.Union([Type.String(), Type.Null()], {
      description: 'what it was called then; null for nobody who is known',
    }),
  }),
  action: Type.Enum([...auditActions]),
  target: Type.Object({ kind: Type.Enum([...auditTargetKinds]), id: Type.String() }),
  before: State,
  after: State,
  outcome: Type.Enum([...auditOutcomes]),
  reason: NullableText,
  requestId: NullableText,
  address: NullableText,
  userAgent: NullableText,
  previousHash: Type.String(),
  hash: Type.String(),
})

export type AuditEvent = Type.Static<typeof AuditEvent>

const Moment = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)$',
  description: 'a time such as 2030-01-31T12:00:00Z',
})

export const auditOrders = ['newest', 'oldest'] as const

export const AuditQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 64, description: 'the nextCursor of the page before' }),
    ),
    order: Type.Optional(Type.Enum([...auditOrders], { description: '"newest" when not given' })),
    action: Type.Optional(Type.Enum([...auditActions])),
    actor: Type.Optional(
      Type.String({
        pattern: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
        description: 'the id of an account, an operator key or a credential',
      }),
    ),
    since: Type.Optional(Moment),
    until: Type.Optional(Moment),
  },
  closed,
)

export type AuditQuery = Type.Static<typeof AuditQuery>

const response = {
  200: Type.Object({ events: Type.Array(AuditEvent), nextCursor: NextCursor }),
  400: ProblemBody,
  ...refusals,
} as const

export const listAuditEvents = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/audit',
  access: 'tenant-viewer',
  schema: {
    summary:
      'List what was done to a tenant; all of it as NDJSON with "Accept: application/x-ndjson"',
    params: TenantPath,
    querystring: AuditQuery,
    response: { ...response, 404: ProblemBody },
  },
} as const satisfies Endpoint

export const listOperatorAuditEvents = {
  method: 'GET',
  url: '/api/v1/audit',
  access: 'system-admin',
  schema: {
    summary: 'List what operators did that belongs to no tenant; as NDJSON too',
    querystring: AuditQuery,
    response,
  },
} as const satisfies Endpoint
