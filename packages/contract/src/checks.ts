import { checkStates, namespacePattern } from '@postern/domain'
import { Type } from 'typebox'
import { Check, CheckChange, CheckDraft } from './check.ts'
import {
  bodyRefusals,
  closed,
  NextCursor,
  Nothing,
  PageQuery,
  ProblemBody,
  refusals,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

/** How many pings of a check are kept, and how many of each a list shows. */
export const KEPT_PINGS = 50
export const LISTED_PINGS = 20

export const CheckQuery = Type.Object(
  {
    ...PageQuery.properties,
    namespace: Type.Optional(Type.String({ pattern: namespacePattern })),
    state: Type.Optional(Type.Enum([...checkStates])),
  },
  closed,
)

export type CheckQuery = Type.Static<typeof CheckQuery>

/** Whatever the id looks like: one that cannot exist is as missing as any other. */
export const CheckPath = Type.Object({ ...TenantPath.properties, id: Type.String() })

const OneCheck = Type.Object({ check: Check })

const StateCounts = Type.Object(
  Object.fromEntries(checkStates.map((state) => [state, Type.Integer()])) as Record<
    // Made of all states just now.
    (typeof checkStates)[number],
    ReturnType<typeof Type.Integer>
  >,
  { description: 'how many checks of the tenant are in each state, whatever was asked for' },
)

export const listChecks = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/checks',
  access: 'tenant-viewer',
  schema: {
    summary: 'List checks of a tenant with their states, oldest first',
    params: TenantPath,
    querystring: CheckQuery,
    response: {
      200: Type.Object({
        checks: Type.Array(Check),
        states: StateCounts,
        nextCursor: NextCursor,
      }),
      400: ProblemBody,
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const createCheck = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/checks',
  access: 'tenant-operator',
  schema: {
    summary: 'Expect a job to run, from now on',
    params: TenantPath,
    body: CheckDraft,
    response: {
      201: OneCheck,
      404: ProblemBody,
      409: ProblemBody,
      422: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const getCheck = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/checks/:id',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read one check of a tenant with its state and last pings',
    params: CheckPath,
    response: { 200: OneCheck, 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

export const updateCheck = {
  method: 'PATCH',
  url: '/api/v1/tenants/:slug/checks/:id',
  access: 'tenant-operator',
  schema: {
    summary: 'Change a check; what is not given stays, and a new schedule counts from now on',
    params: CheckPath,
    body: CheckChange,
    response: {
      200: OneCheck,
      404: ProblemBody,
      409: ProblemBody,
      412: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const deleteCheck = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug/checks/:id',
  access: 'tenant-operator',
  schema: {
    summary: 'Delete a check and what is remembered of its runs',
    params: CheckPath,
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const pauseCheck = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/checks/:id/pause',
  access: 'tenant-operator',
  schema: {
    summary: 'Expect no runs for now; one that is paused already stays so',
    params: CheckPath,
    response: { 200: OneCheck, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const resumeCheck = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/checks/:id/resume',
  access: 'tenant-operator',
  schema: {
    summary: 'Expect runs again, from now on; one that is not paused stays as it is',
    params: CheckPath,
    response: { 200: OneCheck, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint
