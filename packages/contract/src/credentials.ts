import {
  ALL_NAMESPACES,
  apiKeyKinds,
  certificateNamePattern,
  durationPattern,
  labelPatternPattern,
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
  ShownOnce,
  Timestamp,
} from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

const NullableText = Type.Union([Type.String(), Type.Null()])

/** Of any shape; how long it may be, no schema can tell. */
const Metadata = Type.Record(Type.String(), Type.Unknown())

const MAX_NETWORKS = 50
const MAX_CERTIFICATES = 20
const MAX_CERTIFICATE_NAME = 1_000
const MAX_RULES = 20
const MAX_PATTERNS = 100

/** Without its secret: that is in the answer to `issueCredential` and nowhere else. */
export const Credential = Type.Object({
  id: Type.String(),
  kind: Type.Enum([...apiKeyKinds]),
  name: Type.String(),
  scopes: Type.Array(Type.Enum([...scopes])),
  namespaces: Type.Array(Type.String()),
  openMetrics: Type.Boolean(),
  note: Type.String(),
  metadata: Metadata,
  labelRules: Type.Record(Type.String(), Type.Array(Type.String())),
  sourceNetworks: Type.Array(Type.String()),
  clientCertificates: Type.Array(Type.String()),
  rotatedFrom: NullableText,
  rotatedTo: NullableText,
  createdAt: Timestamp,
  expiresAt: NullableTimestamp,
  retiresAt: NullableTimestamp,
  revokedAt: NullableTimestamp,
  firstUsedAt: NullableTimestamp,
  lastUsedAt: NullableTimestamp,
  lastUsedFrom: NullableText,
  lastUsedBy: NullableText,
})

export type Credential = Type.Static<typeof Credential>

export const NEVER = 'never'
export const DEFAULT_EXPIRES_IN = '365d'

/** What a draft may say of labels. */
export const LabelRulesDraft = Type.Record(
  Type.String(),
  Type.Array(
    Type.String({
      maxLength: 1_000,
      pattern: labelPatternPattern,
      description: 'a value, or the beginning of one with * behind it',
    }),
    { minItems: 1, maxItems: MAX_PATTERNS, uniqueItems: true },
  ),
  {
    maxProperties: MAX_RULES,
    description: 'for each label of a grouping key the patterns of which it must match one',
  },
)

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
    note: Type.Optional(Type.String({ maxLength: 1_000 })),
    metadata: Type.Optional(Metadata),
    labelRules: Type.Optional(LabelRulesDraft),
    sourceNetworks: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        maxItems: MAX_NETWORKS,
        uniqueItems: true,
        description: 'CIDRs such as 192.0.2.0/24 or 2001:db8::/32; none means from anywhere',
      }),
    ),
    clientCertificates: Type.Optional(
      Type.Array(
        Type.String({ maxLength: MAX_CERTIFICATE_NAME, pattern: certificateNamePattern }),
        {
          maxItems: MAX_CERTIFICATES,
          uniqueItems: true,
          description:
            'certificates of which the client must show one: sha256: and 64 hexadecimal digits, or dns:, uri: or email: and a name; none means that the key is enough',
        },
      ),
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

export const CredentialQuery = Type.Object(
  {
    ...PageQuery.properties,
    order: Type.Optional(
      Type.Enum(['oldest', 'newest'], { description: '"oldest" first when not given' }),
    ),
    search: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'a part of the name, in whatever case, or the id',
      }),
    ),
    ended: Type.Optional(
      Type.Boolean({
        description: 'false leaves out those that are revoked, expired or retired',
      }),
    ),
  },
  closed,
)

export type CredentialQuery = Type.Static<typeof CredentialQuery>

export const listCredentials = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/credentials',
  access: 'tenant-viewer',
  schema: {
    summary: 'List credentials of a tenant in the order in which they were made, or from behind',
    params: TenantPath,
    querystring: CredentialQuery,
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
  access: 'tenant-operator',
  schema: {
    summary: 'Issue an API key; this answer is the only place where its secret appears',
    params: TenantPath,
    body: CredentialDraft,
    response: {
      201: Type.Object({ credential: Credential, secret: ShownOnce('the key') }),
      404: ProblemBody,
      409: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const getCredential = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/credentials/:id',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read one credential of a tenant',
    params: CredentialPath,
    response: { 200: Type.Object({ credential: Credential }), 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

export const revokeCredential = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug/credentials/:id',
  access: 'tenant-operator',
  schema: {
    summary: 'End a credential for good, within about a second everywhere',
    params: CredentialPath,
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const DEFAULT_OVERLAP = '24h'

export const RotationDraft = Type.Object(
  {
    overlap: Type.Optional(
      Type.String({
        pattern: durationPattern,
        default: DEFAULT_OVERLAP,
        description: 'how long the old key still works: from 0s to 7d, such as 24h',
      }),
    ),
    activate: Type.Optional(
      Type.Enum(['now', 'on_first_use'], {
        description: 'when the overlap begins: "now", or when the successor is first seen',
      }),
    ),
    replace: Type.Optional(
      Type.Boolean({ description: 'revoke the successor of a rotation that is still under way' }),
    ),
  },
  closed,
)

export type RotationDraft = Type.Static<typeof RotationDraft>

export const rotateCredential = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/credentials/:id/rotate',
  access: 'tenant-operator',
  schema: {
    summary: 'Make a successor of an API key, with its secret; the old one ends after the overlap',
    params: CredentialPath,
    body: RotationDraft,
    response: {
      201: Type.Object({ credential: Credential, secret: ShownOnce('the key') }),
      404: ProblemBody,
      409: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint
