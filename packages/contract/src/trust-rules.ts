import { ALL_NAMESPACES, claimPatternPattern, namespacePattern, scopes } from '@postern/domain'
import { Type } from 'typebox'
import {
  bodyRefusals,
  closed,
  DisplayName,
  Nothing,
  NullableTimestamp,
  ProblemBody,
  refusals,
  Timestamp,
} from './common.ts'
import { LabelRulesDraft } from './credentials.ts'
import type { Endpoint } from './endpoint.ts'
import { TenantPath } from './tenants.ts'

const JwkSet = Type.Object({
  keys: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1, maxItems: 50 }),
})

export const TrustRule = Type.Object({
  id: Type.String({ description: 'also the client_id that a token exchange may name' }),
  name: Type.String(),
  issuer: Type.String(),
  audience: Type.String(),
  conditions: Type.Record(Type.String(), Type.Array(Type.String())),
  scopes: Type.Array(Type.Enum([...scopes])),
  namespaces: Type.Array(Type.String()),
  labelRules: Type.Record(Type.String(), Type.Array(Type.String())),
  jwks: Type.Union([JwkSet, Type.Null()]),
  singleUseJti: Type.Boolean(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  lastUsedAt: NullableTimestamp,
})

export type TrustRule = Type.Static<typeof TrustRule>

const fields = {
  name: DisplayName,
  issuer: Type.String({
    maxLength: 500,
    description: 'the iss of its tokens, such as https://token.actions.githubusercontent.com',
  }),
  conditions: Type.Record(
    Type.String(),
    Type.Array(
      Type.String({
        maxLength: 1_000,
        pattern: claimPatternPattern,
        description: 'a value, or the beginning of one with * behind it',
      }),
      { minItems: 1, maxItems: 100, uniqueItems: true },
    ),
    {
      minProperties: 1,
      maxProperties: 20,
      description: 'for each claim, by name or JSON Pointer, the values of which it must have one',
    },
  ),
  scopes: Type.Array(Type.Enum([...scopes]), { minItems: 1, uniqueItems: true }),
  namespaces: Type.Array(
    Type.String({
      pattern: `^\\${ALL_NAMESPACES}$|${namespacePattern}`,
      description: 'the name of a namespace, or * for all',
    }),
    { minItems: 1, maxItems: 100, uniqueItems: true },
  ),
} as const

const options = {
  audience: Type.String({
    maxLength: 500,
    pattern: '/t/[a-z0-9-]{3,63}$',
    description: 'a text that ends in /t/ and the slug of the tenant',
  }),
  labelRules: LabelRulesDraft,
  jwks: Type.Union([JwkSet, Type.Null()], {
    description: 'the public keys of an issuer that cannot be reached; null to fetch them',
  }),
  singleUseJti: Type.Boolean({
    description: 'take each token once, at the token endpoint alone; false when not given',
  }),
} as const

export const TrustRuleDraft = Type.Object(
  {
    ...fields,
    audience: Type.Optional(options.audience),
    labelRules: Type.Optional(options.labelRules),
    jwks: Type.Optional(options.jwks),
    singleUseJti: Type.Optional(options.singleUseJti),
  },
  closed,
)

export type TrustRuleDraft = Type.Static<typeof TrustRuleDraft>

/** What is not given stays. */
export const TrustRuleChange = Type.Partial(Type.Object({ ...fields, ...options }), {
  ...closed,
  minProperties: 1,
})

export type TrustRuleChange = Type.Static<typeof TrustRuleChange>

/** Whatever the id looks like: one that cannot exist is as missing as any other. */
export const TrustRulePath = Type.Object({ ...TenantPath.properties, id: Type.String() })

const OneTrustRule = Type.Object({ trustRule: TrustRule })

export const listTrustRules = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/trust-rules',
  access: 'tenant-viewer',
  schema: {
    summary: 'List all trust rules of a tenant, oldest first: the order in which they are tried',
    params: TenantPath,
    response: {
      200: Type.Object({ trustRules: Type.Array(TrustRule) }),
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const createTrustRule = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/trust-rules',
  access: 'tenant-admin',
  schema: {
    summary: 'Trust an outside issuer for tokens that say certain things',
    params: TenantPath,
    body: TrustRuleDraft,
    response: { 201: OneTrustRule, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const getTrustRule = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/trust-rules/:id',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read one trust rule of a tenant',
    params: TrustRulePath,
    response: { 200: OneTrustRule, 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

export const updateTrustRule = {
  method: 'PATCH',
  url: '/api/v1/tenants/:slug/trust-rules/:id',
  access: 'tenant-admin',
  schema: {
    summary: 'Change a trust rule; what is not given stays',
    params: TrustRulePath,
    body: TrustRuleChange,
    response: {
      200: OneTrustRule,
      404: ProblemBody,
      412: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const deleteTrustRule = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug/trust-rules/:id',
  access: 'tenant-admin',
  schema: {
    summary: 'Delete a trust rule, and end its tokens within about a second',
    params: TrustRulePath,
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint
