import { type LimitName, type LimitSettings, limitKind, limitNames } from '@postern/domain'
import { type TSchema, Type } from 'typebox'
import { bodyRefusals, closed, ProblemBody, refusals, Timestamp } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { NamespacePath } from './namespaces.ts'
import { TenantPath } from './tenants.ts'

/** Null is no limit, and is not for what protects the machine. Zero is refused: elsewhere it means no limit. */
function valueOf(name: LimitName, mayBeNull: boolean): TSchema {
  const { unit, highest, about } = limitKind(name)
  const number = unit === 'per second' ? 'number' : 'integer'
  return Type.Unsafe({
    type: mayBeNull && highest === undefined ? [number, 'null'] : number,
    ...(unit === 'per second' ? { exclusiveMinimum: 0 } : { minimum: 1 }),
    maximum: highest ?? Number.MAX_SAFE_INTEGER,
    description: about,
  })
}

function settingsOf(names: readonly LimitName[], mayBeNull: boolean) {
  const members = names.map((name) => [name, Type.Optional(valueOf(name, mayBeNull))] as const)
  return Type.Unsafe<LimitSettings>(Type.Object(Object.fromEntries(members), closed))
}

/** All that is set for a tenant: what is not given is as the system has it. */
export const TenantLimitDraft = Type.Object({ limits: settingsOf(limitNames, true) }, closed)

/** All that is set for a namespace, which can only lower what its tenant has. */
export const NamespaceLimitDraft = Type.Object(
  {
    limits: settingsOf(
      limitNames.filter((name) => !limitKind(name).ofTenant),
      false,
    ),
  },
  closed,
)

const Value = Type.Union([Type.Number(), Type.Null()])

export const EffectiveLimit = Type.Object({
  value: Type.Union([Type.Number(), Type.Null()], { description: 'what holds; null for no limit' }),
  source: Type.Enum(['system', 'tenant', 'namespace'], { description: 'where that comes from' }),
  system: Value,
  tenant: Type.Optional(Value),
  namespace: Type.Optional(Value),
})

export type EffectiveLimit = Type.Static<typeof EffectiveLimit>

export const LimitList = Type.Object({
  limits: Type.Record(Type.String(), EffectiveLimit, { description: 'by the name of the limit' }),
})

export type LimitList = Type.Static<typeof LimitList>

export const LimitQuery = Type.Object(
  {
    mode: Type.Optional(
      Type.Enum(['effective', 'diff'], {
        description: 'every limit, which is the default, or only those that were set here',
      }),
    ),
  },
  closed,
)

const answers = { 400: ProblemBody, 404: ProblemBody, ...refusals } as const

export const getTenantLimits = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/limits',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read the limits that hold for a tenant, and why',
    params: TenantPath,
    querystring: LimitQuery,
    response: { 200: LimitList, ...answers },
  },
} as const satisfies Endpoint

export const setTenantLimits = {
  method: 'PUT',
  url: '/api/v1/tenants/:slug/limits',
  access: 'system-admin',
  schema: {
    summary: 'Set all limits of a tenant anew; they hold everywhere within two seconds',
    params: TenantPath,
    body: TenantLimitDraft,
    response: { 200: LimitList, ...answers, 412: ProblemBody, ...bodyRefusals },
  },
} as const satisfies Endpoint

export const getNamespaceLimits = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/namespaces/:name/limits',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read the limits that hold in a namespace, and why',
    params: NamespacePath,
    querystring: LimitQuery,
    response: { 200: LimitList, ...answers },
  },
} as const satisfies Endpoint

export const setNamespaceLimits = {
  method: 'PUT',
  url: '/api/v1/tenants/:slug/namespaces/:name/limits',
  access: 'tenant-admin',
  schema: {
    summary: 'Set all limits of a namespace anew; it can only lower what its tenant has',
    params: NamespacePath,
    body: NamespaceLimitDraft,
    response: { 200: LimitList, ...answers, 412: ProblemBody, ...bodyRefusals },
  },
} as const satisfies Endpoint

export const UsageHour = Type.Object({
  hour: Timestamp,
  pushes: Type.Integer(),
  samples: Type.Integer(),
  groups: Type.Integer({ description: 'as last seen in that hour' }),
  series: Type.Integer({ description: 'as last seen in that hour' }),
  refusals: Type.Record(Type.String(), Type.Integer(), {
    description: 'refused requests by the code of the problem',
  }),
})

export type UsageHour = Type.Static<typeof UsageHour>

export const UsedLimit = Type.Object({ used: Type.Integer(), limit: Value })

export const MAX_USAGE_DAYS = 31

export const UsageQuery = Type.Object(
  {
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_USAGE_DAYS, description: '1 when not given' }),
    ),
  },
  closed,
)

export const getTenantUsage = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/usage',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read what a tenant did and held by the hour, and how near it is to its limits',
    params: TenantPath,
    querystring: UsageQuery,
    response: {
      200: Type.Object({
        limits: Type.Record(Type.String(), UsedLimit, {
          description:
            'what was last seen, by the name of the limit; nothing after days of silence',
        }),
        hours: Type.Array(UsageHour, {
          description: 'in their order; one without requests is left out',
        }),
      }),
      ...answers,
    },
  },
} as const satisfies Endpoint
