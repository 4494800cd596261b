/** What a tenant's people paste elsewhere, and all that Postern holds of a tenant as lines. */
import { namespacePattern } from '@postern/domain'
import { Type } from 'typebox'
import { closed, ProblemBody, refusals } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

export const snippetGroups = ['push', 'scrape', 'alerts'] as const

export const Snippet = Type.Object({
  id: Type.String({ description: 'such as curl, python or scrape-config' }),
  group: Type.Enum([...snippetGroups]),
  title: Type.String(),
  language: Type.String({ description: 'for highlighting: sh, python, go, js, yaml or alloy' }),
  fileName: Type.String(),
  text: Type.String(),
})

export type Snippet = Type.Static<typeof Snippet>

export const SnippetQuery = Type.Object(
  {
    namespace: Type.Optional(
      Type.String({ pattern: namespacePattern, description: '"default" when not given' }),
    ),
    job: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: '"backup" when not given' }),
    ),
  },
  closed,
)

export type SnippetQuery = Type.Static<typeof SnippetQuery>

export const listSnippets = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/snippets',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read ready configuration and code for a tenant, without secrets',
    params: TenantPath,
    querystring: SnippetQuery,
    response: {
      200: Type.Object({ snippets: Type.Array(Snippet) }),
      400: ProblemBody,
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const getSnippet = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/snippets/:id',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read one of them as plain text, ready to be written into a file',
    params: Type.Object({ ...TenantPath.properties, id: Type.String() }),
    querystring: SnippetQuery,
    response: { 200: Type.String(), 400: ProblemBody, 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

export const ExportQuery = Type.Object(
  {
    metrics: Type.Optional(
      Type.Boolean({ description: 'with the metrics of the groups; true when not given' }),
    ),
    audit: Type.Optional(
      Type.Boolean({ description: 'with the audit of the tenant; true when not given' }),
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

export type ExportQuery = Type.Static<typeof ExportQuery>

export const exportTenant = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/export',
  access: 'tenant-admin',
  schema: {
    summary: 'Read all that is held of a tenant as NDJSON, without secrets',
    params: TenantPath,
    querystring: ExportQuery,
    response: { 200: Type.String(), 400: ProblemBody, 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint
