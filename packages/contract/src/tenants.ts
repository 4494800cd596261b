import { durationPattern, namespaceLabelPattern, slugPattern, tenantStates } from '@postern/domain'
import { Type } from 'typebox'
import {
  bodyRefusals,
  closed,
  DisplayName,
  NextCursor,
  NullableTimestamp,
  PageQuery,
  ProblemBody,
  refusals,
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'

export const Tenant = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  state: Type.Enum([...tenantStates]),
  namespaceLabel: Type.String(),
  utf8Names: Type.Boolean(),
  maxKeyLife: Type.Union([Type.String(), Type.Null()]),
  keysMayNeverExpire: Type.Boolean(),
  /** Null unless it is being deleted, or was. */
  purgeAt: NullableTimestamp,
  createdAt: Timestamp,
})

export type Tenant = Type.Static<typeof Tenant>

export const DEFAULT_MAX_KEY_LIFE = '365d'

const MaxKeyLife = Type.Union([
  Type.String({
    pattern: durationPattern,
    description: `how long a key may live at most, such as 90d; ${DEFAULT_MAX_KEY_LIFE} when not given`,
  }),
  Type.Null(),
])

/** Whatever the slug looks like: one that cannot exist is as missing as any other. */
export const TenantPath = Type.Object({ slug: Type.String() })

export const TenantDraft = Type.Object(
  {
    slug: Type.String({
      pattern: slugPattern,
      description: '3 to 63 of a-z, 0-9 and -, with no - at either end',
    }),
    name: DisplayName,
    namespaceLabel: Type.Optional(
      Type.String({
        pattern: namespaceLabelPattern,
        description: 'which label shows the namespace in a scrape; "namespace" when not given',
      }),
    ),
    utf8Names: Type.Optional(
      Type.Boolean({ description: 'take names of any UTF-8; false when not given' }),
    ),
    maxKeyLife: Type.Optional(MaxKeyLife),
    keysMayNeverExpire: Type.Optional(
      Type.Boolean({ description: 'keys may be made without an end; false when not given' }),
    ),
  },
  closed,
)

export type TenantDraft = Type.Static<typeof TenantDraft>

/** What may change in a tenant's life; what is not given stays. */
export const TenantChange = Type.Object(
  {
    name: Type.Optional(DisplayName),
    utf8Names: Type.Optional(Type.Boolean()),
    maxKeyLife: Type.Optional(MaxKeyLife),
    keysMayNeverExpire: Type.Optional(Type.Boolean()),
  },
  { ...closed, minProperties: 1 },
)

export type TenantChange = Type.Static<typeof TenantChange>

export const TenantSearch = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^\\P{C}+$',
    description: 'only tenants with this text in their slug or name, whatever its case',
  }),
)

export const TenantQuery = Type.Object({ ...PageQuery.properties, search: TenantSearch }, closed)

export type TenantQuery = Type.Static<typeof TenantQuery>

export const listTenants = {
  method: 'GET',
  url: '/api/v1/tenants',
  access: 'signed-in',
  schema: {
    summary: 'List tenants in the order in which they were made',
    querystring: TenantQuery,
    response: {
      200: Type.Object({ tenants: Type.Array(Tenant), nextCursor: NextCursor }),
      400: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const createTenant = {
  method: 'POST',
  url: '/api/v1/tenants',
  access: 'system-admin',
  schema: {
    summary: 'Make a tenant with its default namespace',
    body: TenantDraft,
    response: {
      201: Type.Object({ tenant: Tenant }),
      409: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const getTenant = {
  method: 'GET',
  url: '/api/v1/tenants/:slug',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read one tenant',
    params: TenantPath,
    response: { 200: Type.Object({ tenant: Tenant }), 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

export const updateTenant = {
  method: 'PATCH',
  url: '/api/v1/tenants/:slug',
  access: 'system-admin',
  schema: {
    summary: 'Change a tenant; what is not given stays',
    params: TenantPath,
    body: TenantChange,
    response: {
      200: Type.Object({ tenant: Tenant }),
      404: ProblemBody,
      412: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

const step = {
  params: TenantPath,
  response: {
    200: Type.Object({ tenant: Tenant }),
    404: ProblemBody,
    409: ProblemBody,
    ...bodyRefusals,
    ...refusals,
  },
} as const

export const suspendTenant = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/suspend',
  access: 'system-admin',
  schema: {
    summary: 'Refuse all pushes and scrapes of an active tenant, and keep its data',
    ...step,
  },
} as const satisfies Endpoint

export const resumeTenant = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/resume',
  access: 'system-admin',
  schema: { summary: 'Let a suspended tenant go on', ...step },
} as const satisfies Endpoint

export const deleteTenant = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug',
  access: 'system-admin',
  fresh: true,
  schema: {
    summary: 'Delete a tenant: shut at once, purged in 7 days, until when it can be taken back',
    querystring: Type.Object(
      { confirm: Type.String({ description: 'the slug of the tenant once more' }) },
      closed,
    ),
    ...step,
  },
} as const satisfies Endpoint

export const undeleteTenant = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/undelete',
  access: 'system-admin',
  schema: { summary: 'Take the deletion of a tenant back, until it is purged', ...step },
} as const satisfies Endpoint
