import { namespacePattern, ownerships, sampleTimes } from '@postern/domain'
import { Type } from 'typebox'
import { bodyRefusals, closed, ProblemBody, refusals, Timestamp } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

export const NamespacePath = Type.Object({ ...TenantPath.properties, name: Type.String() })

const options = {
  ownership: Type.Enum([...ownerships], {
    description:
      'who may change a group: all who may push there (shared), or the writer that made it (owned)',
  }),
  sampleTime: Type.Enum([...sampleTimes], {
    description: 'which time samples have: that of the scrape, or that of their last push',
  }),
} as const

export const Namespace = Type.Object({ name: Type.String(), ...options, createdAt: Timestamp })

export type Namespace = Type.Static<typeof Namespace>

export const NamespaceDraft = Type.Object(
  {
    name: Type.String({
      pattern: namespacePattern,
      description: '1 to 63 of a-z, 0-9 and -, with no - at either end',
    }),
    ownership: Type.Optional(options.ownership),
    sampleTime: Type.Optional(options.sampleTime),
  },
  closed,
)

export type NamespaceDraft = Type.Static<typeof NamespaceDraft>

export const listNamespaces = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/namespaces',
  access: 'tenant-viewer',
  schema: {
    summary: 'List all namespaces of a tenant by name',
    params: TenantPath,
    response: {
      200: Type.Object({ namespaces: Type.Array(Namespace) }),
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const createNamespace = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/namespaces',
  access: 'tenant-admin',
  schema: {
    summary: 'Make a namespace in a tenant',
    params: TenantPath,
    body: NamespaceDraft,
    response: {
      201: Type.Object({ namespace: Namespace }),
      404: ProblemBody,
      409: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const getNamespace = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/namespaces/:name',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read one namespace',
    params: NamespacePath,
    response: { 200: Type.Object({ namespace: Namespace }), 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

/** What is not given stays. */
export const NamespaceChange = Type.Object(
  { ownership: Type.Optional(options.ownership), sampleTime: Type.Optional(options.sampleTime) },
  { ...closed, minProperties: 1 },
)

export type NamespaceChange = Type.Static<typeof NamespaceChange>

export const updateNamespace = {
  method: 'PATCH',
  url: '/api/v1/tenants/:slug/namespaces/:name',
  access: 'tenant-admin',
  schema: {
    summary: 'Change what holds for the groups of a namespace; what is not given stays',
    params: NamespacePath,
    body: NamespaceChange,
    response: {
      200: Type.Object({ namespace: Namespace }),
      404: ProblemBody,
      409: ProblemBody,
      412: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint
