import { Type } from 'typebox'

const Strict = { additionalProperties: false } as const

/** Where groups come from, times are finer than ours; what is finer than a microsecond is cut off. */
const Moment = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)$',
  description: 'a time such as 2030-01-31T12:00:00.25Z',
})

const Content = Type.Object(
  {
    pushedAt: Type.Optional(
      Type.String({ ...Moment, description: 'when; that of the group when not given' }),
    ),
    text: Type.Optional(Type.String({ description: 'metrics in text format' })),
    protobuf: Type.Optional(
      Type.String({ description: 'metrics as delimited protobuf, in base64' }),
    ),
  },
  { ...Strict, description: 'what was pushed at one time, as text or as protobuf' },
)

export const ImportedGroup = Type.Object(
  {
    namespace: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
    labels: Type.Record(Type.String(), Type.String(), {
      description: 'the grouping key, job included',
    }),
    pushedAt: Type.String({ ...Moment, description: 'of the last push that was taken' }),
    failedAt: Type.Optional(
      Type.String({ ...Moment, description: 'of the last push that was refused' }),
    ),
    contents: Type.Array(Content, { maxItems: 1_000 }),
  },
  Strict,
)

export type ImportedGroup = Type.Static<typeof ImportedGroup>

const MAX_GROUPS = 100

export const Import = Type.Object(
  { groups: Type.Array(ImportedGroup, { minItems: 1, maxItems: MAX_GROUPS }) },
  Strict,
)

export const ImportOutcome = Type.Object(
  {
    groups: Type.Array(
      Type.Object(
        {
          status: Type.Integer(),
          changed: Type.Boolean({ description: 'false for one that was held like that already' }),
          code: Type.Optional(Type.String()),
          detail: Type.Optional(Type.String()),
        },
        Strict,
      ),
      { description: 'in their order' },
    ),
  },
  Strict,
)

export type GroupOutcome = Type.Static<typeof ImportOutcome>['groups'][number]
