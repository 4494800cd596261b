import {
  ALL_NAMESPACES,
  apiKeyKinds,
  durationPattern,
  namespacePattern,
  scopes,
} from '@postern/domain'
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
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

/** Without its secret: that is in the answer to `issueCredential` and nowhere else. */
export const Credential = Type.Object({
  id: Type.String(),
  kind: Type.Enum([...apiKeyKinds]),
  name: Type.String(),
  scopes: Type.Array(Type.Enum([...scopes])),
  namespaces: Type.Array(Type.String()),
  openMetrics: Type.Boolean(),
  createdAt: Timestamp,
  expiresAt: NullableTimestamp,
  revokedAt: NullableTimestamp,
  lastUsedAt: NullableTimestamp,
})

export type Credential = Type.Static<typeof Credential>

export const NEVER = 'never'
export const DEFAULT_EXPIRES_IN = '365d'

export const CredentialDraft = Type.Object(
  {
    name: DisplayName,
    scopes: Type.Array(Type.Enum([...scopes]), { minItems: 1, uniqueItems: true }),
    namespaces: Type.Array(
      Type.String({
        pattern: `^\\${ALL_NAMESPACES}$|${namespacePattern}`,
        description: 'the name of a namespace, or * for all',
      }),
      { minItems: 1, maxItems: 100, uniqueItems: true },
    ),
    openMetrics: Type.Optional(
      Type.Boolean({ description: 'scrapes may be answered in OpenMetrics; false when not given' }),
    ),
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

export type CredentialDraft = Type.Static<typeof CredentialDraft>

/** Whatever the id looks like: one that cannot exist is as missing as any other. */
export const CredentialPath = Type.Object({
  ...TenantPath.properties,
  id: Type.String(),
})

export const listCredentials = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/credentials',
  schema: {
    summary: 'List credentials of a tenant in the order in which they were made, ended ones too',
    params: TenantPath,
    querystring: PageQuery,
    response: {
      200: Type.Object({ credentials: Type.Array(Credential), nextCursor: NextCursor }),
      400: ProblemBody,
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const issueCredential = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/credentials',
  schema: {
    summary: 'Issue an API key; this answer is the only place where its secret appears',
    params: TenantPath,
    body: CredentialDraft,
    response: {
      201: Type.Object({ credential: Credential, secret: Type.String() }),
      404: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const getCredential = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/credentials/:id',
  schema: {
    summary: 'Read one credential of a tenant',
    params: CredentialPath,
    response: { 200: Type.Object({ credential: Credential }), 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

export const revokeCredential = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug/credentials/:id',
  schema: {
    summary: 'End a credential for good, within about a second everywhere',
    params: CredentialPath,
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint
