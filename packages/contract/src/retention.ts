import { durationPattern, NEVER_WORD } from '@postern/domain'
import { Type } from 'typebox'
import { bodyRefusals, closed, ProblemBody, refusals } from './common.ts'
import type { Endpoint } from './endpoint.ts'
import { NamespacePath } from './namespaces.ts'
import { TenantPath } from './tenants.ts'

/** As what sets it is read; zero and what is too long are refused in words by the server. */
const Duration = Type.String({
  pattern: `^${NEVER_WORD}$|${durationPattern}`,
  maxLength: 40,
  description: 'a duration such as 12h or 35d, or never',
})

export const MAX_JOB_RULES = 200
export const MAX_KEEP_LAST = 1_000

export const JobRule = Type.Object(
  {
    job: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '^[^*\\0]*\\*?$',
      description: 'a job, or the beginning of jobs and a *',
    }),
    retention: Type.Optional(Duration),
    keepLast: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_KEEP_LAST,
        description: 'how many groups of each such job stay: those pushed last',
      }),
    ),
  },
  { ...closed, minProperties: 2 },
)

export type JobRule = Type.Static<typeof JobRule>

const showsExpiry = Type.Boolean({
  description: 'a scrape has postern_group_expiry_timestamp_seconds for every group that ends',
})

/** All that is said of a tenant: what is not given is as the system has it. */
export const TenantRetentionSettings = Type.Object(
  {
    default: Type.Optional(Duration),
    maximum: Type.Optional(Duration),
    showsExpiry: Type.Optional(showsExpiry),
  },
  closed,
)

export type TenantRetentionSettings = Type.Static<typeof TenantRetentionSettings>

/** All that is said of a namespace: what is not given is as its tenant has it. */
export const NamespaceRetentionSettings = Type.Object(
  {
    default: Type.Optional(Duration),
    showsExpiry: Type.Optional(showsExpiry),
    jobs: Type.Optional(
      Type.Array(JobRule, {
        maxItems: MAX_JOB_RULES,
        description: 'for a job the most specific rule that says something of it decides',
      }),
    ),
  },
  closed,
)

export type NamespaceRetentionSettings = Type.Static<typeof NamespaceRetentionSettings>

/** A retention that holds, and who says so. */
const Effective = Type.Object({
  value: Type.String({ description: 'a duration, or never' }),
  source: Type.Enum(['system', 'tenant', 'namespace']),
  isCut: Type.Boolean({ description: 'the maximum of the tenant made it less than was said' }),
})

const EffectiveSwitch = Type.Object({
  value: Type.Boolean(),
  source: Type.Enum(['system', 'tenant', 'namespace']),
})

export const TenantRetention = Type.Object({
  settings: TenantRetentionSettings,
  effective: Type.Object({
    default: Effective,
    maximum: Effective,
    minimum: Type.String({ description: 'nobody may ask for less' }),
    showsExpiry: EffectiveSwitch,
  }),
})

export type TenantRetention = Type.Static<typeof TenantRetention>

export const NamespaceRetention = Type.Object({
  settings: NamespaceRetentionSettings,
  effective: Type.Object({ default: Effective, maximum: Effective, showsExpiry: EffectiveSwitch }),
})

export type NamespaceRetention = Type.Static<typeof NamespaceRetention>

export const RetentionEffect = Type.Object({
  groups: Type.Integer({ description: 'how many groups there are' }),
  groupsThatExpire: Type.Integer({ description: 'how many of them are gone at once' }),
  groupsOutpaced: Type.Integer({
    description:
      'how many would end before their jobs push twice more, so that their counters begin anew',
  }),
  outpaced: Type.Array(
    Type.Object({
      namespace: Type.String(),
      labels: Type.Record(Type.String(), Type.String()),
      retention: Type.String(),
      pushInterval: Type.String({ description: 'between its last two good pushes' }),
    }),
    { description: 'ten of these at most' },
  ),
})

export type RetentionEffect = Type.Static<typeof RetentionEffect>

const change = {
  confirm: Type.Optional(
    Type.Boolean({ description: 'true: do it although groups are gone at once' }),
  ),
  dryRun: Type.Optional(Type.Boolean({ description: 'true: only tell what it would do' })),
} as const

export const TenantRetentionDraft = Type.Object(
  { retention: TenantRetentionSettings, ...change },
  closed,
)

export type TenantRetentionDraft = Type.Static<typeof TenantRetentionDraft>

export const NamespaceRetentionDraft = Type.Object(
  { retention: NamespaceRetentionSettings, ...change },
  closed,
)

export type NamespaceRetentionDraft = Type.Static<typeof NamespaceRetentionDraft>

const outcome = {
  effect: RetentionEffect,
  dryRun: Type.Boolean(),
  isComplete: Type.Boolean({
    description: 'false when the ends of some groups are still being computed, which takes minutes',
  }),
} as const

const answers = { 404: ProblemBody, ...refusals } as const

const changeAnswers = {
  ...answers,
  ...bodyRefusals,
  403: ProblemBody,
  409: ProblemBody,
  412: ProblemBody,
} as const

export const getTenantRetention = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/retention',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read how long the groups of a tenant are held, and who says so',
    params: TenantPath,
    response: { 200: Type.Object({ retention: TenantRetention }), ...answers },
  },
} as const satisfies Endpoint

export const setTenantRetention = {
  method: 'PUT',
  url: '/api/v1/tenants/:slug/retention',
  access: 'tenant-admin',
  schema: {
    summary: 'Set anew how long the groups of a tenant are held; its maximum is for system admins',
    params: TenantPath,
    body: TenantRetentionDraft,
    response: {
      200: Type.Object({ retention: TenantRetention, ...outcome }),
      ...changeAnswers,
    },
  },
} as const satisfies Endpoint

export const getNamespaceRetention = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/namespaces/:name/retention',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read how long the groups of a namespace are held, and its rules for jobs',
    params: NamespacePath,
    response: { 200: Type.Object({ retention: NamespaceRetention }), ...answers },
  },
} as const satisfies Endpoint

export const setNamespaceRetention = {
  method: 'PUT',
  url: '/api/v1/tenants/:slug/namespaces/:name/retention',
  access: 'tenant-admin',
  schema: {
    summary: 'Set anew how long the groups of a namespace are held, and its rules for jobs',
    params: NamespacePath,
    body: NamespaceRetentionDraft,
    response: {
      200: Type.Object({ retention: NamespaceRetention, ...outcome }),
      ...changeAnswers,
    },
  },
} as const satisfies Endpoint
