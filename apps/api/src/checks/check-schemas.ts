import { checkStates } from '@postern/domain'
import { Type } from 'typebox'

const Strict = { additionalProperties: false } as const

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

const NullableNumber = Type.Union([Type.Number(), Type.Null()])

/** What a call hears of the check that it was about. */
export const PingAnswer = Type.Object(
  {
    namespace: Type.String(),
    name: Type.String(),
    state: Type.Enum([...checkStates]),
    nextExpectedAt: Moment,
  },
  Strict,
)

export const CheckSummary = Type.Object(
  {
    namespace: Type.String(),
    name: Type.String(),
    labels: Type.Record(Type.String(), Type.String(), {
      description: 'a push to a group with these labels is a run',
    }),
    state: Type.Enum([...checkStates]),
    downReason: Type.Union([Type.Enum(['missed', 'unfinished', 'failed']), Type.Null()], {
      description: 'of one that is down',
    }),
    isStarted: Type.Boolean({ description: 'a run began and did not end yet' }),
    nextExpectedAt: Moment,
    downAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'when it is down, or was, if nothing happens before',
    }),
    lastSuccessAt: Moment,
    lastFailureAt: Moment,
    lastDurationSeconds: NullableNumber,
    lastExitStatus: NullableNumber,
    failuresInRow: Type.Integer(),
  },
  Strict,
)

export const CheckQuery = Type.Object(
  {
    namespace: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
    state: Type.Optional(Type.Enum([...checkStates])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    cursor: Type.Optional(Type.String({ maxLength: 300 })),
  },
  Strict,
)

export const CheckPage = Type.Object(
  {
    checks: Type.Array(CheckSummary),
    total: Type.Integer({ description: 'on all pages' }),
    nextCursor: Type.Optional(Type.String({ description: 'where the next page begins' })),
  },
  Strict,
)
