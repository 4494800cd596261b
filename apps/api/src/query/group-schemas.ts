import { retentionRules } from '@postern/domain'
import { Type } from 'typebox'
import { groupOrders } from './group-list.ts'

const Strict = { additionalProperties: false } as const

const Selectors = Type.Array(Type.String({ minLength: 1, maxLength: 10_000 }), {
  maxItems: 20,
  description:
    'selectors such as {job="backup",zone=~"eu-.*"}; a group that any of them selects is meant',
})

const NamespaceName = Type.String({ minLength: 1, maxLength: 63 })

export const GroupSummary = Type.Object(
  {
    namespace: Type.String(),
    labels: Type.Record(Type.String(), Type.String()),
    pushedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    failedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'when it ends; null for never',
    }),
    expiryRule: Type.Enum([...retentionRules, 'failure'], {
      description: 'who says so; failure when no push to it ever succeeded',
    }),
    expiryIsCut: Type.Boolean({ description: 'the maximum of the tenant made it sooner' }),
    ttl: Type.Union([Type.String(), Type.Null()], {
      description: 'what the last good push asked for, such as 12h, or never',
    }),
    retention: Type.Union([Type.String(), Type.Null()], {
      description: 'what was set for the group itself, such as 30d, or never',
    }),
    lastPushSucceeded: Type.Boolean(),
    lastPush: Type.Union(
      [
        Type.Object(
          {
            credentialId: Type.String(),
            address: Type.String(),
            userAgent: Type.Union([Type.String(), Type.Null()]),
          },
          Strict,
        ),
        Type.Null(),
      ],
      { description: 'who sent the last push, whether it was taken or not' },
    ),
    lastError: Type.Union([Type.String(), Type.Null()], {
      description: 'why the last push that was refused was',
    }),
    warnings: Type.Array(Type.String()),
    families: Type.Integer(),
    series: Type.Integer(),
    bytes: Type.Integer(),
  },
  Strict,
)

export const GroupQuery = Type.Object(
  {
    namespace: Type.Optional(NamespaceName),
    'match[]': Type.Optional(Selectors),
    sort: Type.Optional(Type.Enum([...groupOrders], { description: '"labels" when not given' })),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, description: '50 when not given' }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 20_000 })),
  },
  Strict,
)

export const GroupPage = Type.Object(
  {
    groups: Type.Array(GroupSummary),
    total: Type.Integer({ description: 'how many groups the selectors choose, over all pages' }),
    nextCursor: Type.Optional(Type.String()),
  },
  Strict,
)

export const DeleteQuery = Type.Object(
  {
    namespace: Type.Optional(NamespaceName),
    'match[]': Selectors,
    dry_run: Type.Optional(Type.Boolean({ description: 'only tell what would go' })),
  },
  Strict,
)

export const Deleted = Type.Object(
  { groups: Type.Integer(), series: Type.Integer(), dryRun: Type.Boolean() },
  Strict,
)

export const KeepQuery = Type.Object(
  {
    namespace: Type.Optional(NamespaceName),
    'match[]': Selectors,
    retention: Type.String({
      minLength: 1,
      maxLength: 40,
      description: 'such as 30d, or never; default for what the rules say',
    }),
    dry_run: Type.Optional(Type.Boolean({ description: 'only tell how many that would be' })),
  },
  Strict,
)

export const Kept = Type.Object({ groups: Type.Integer(), dryRun: Type.Boolean() }, Strict)
