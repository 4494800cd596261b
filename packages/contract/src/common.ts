/** Pieces that several resources share. */
import { Type } from 'typebox'

/** Refuses what it does not list: a misspelt member is told, not dropped in silence. */
export const closed = { additionalProperties: false } as const

export const MAX_PAGE_SIZE = 200
export const DEFAULT_PAGE_SIZE = 50

export const PageQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 64, description: 'the nextCursor of the page before' }),
    ),
  },
  closed,
)

/** Absent on the last page. */
export const NextCursor = Type.Optional(Type.String())

export const Timestamp = Type.String({ format: 'date-time' })

/** Null is said and not left out, so that what was read can be compared member by member. */
export const NullableTimestamp = Type.Union([Timestamp, Type.Null()])

/** What people call a thing: any text of one line without spaces around it. */
export const DisplayName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\s\\p{C}](?:[^\\p{C}]*[^\\s\\p{C}])?$',
  description: 'one line without spaces around it',
})

/** As people write it; its case does not matter. */
export const Email = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@\\p{C}]+@[^\\s@\\p{C}]+$',
  description: 'an address such as ada@example.com',
})

/** A text that this one answer holds and no other: a request that is repeated does not show it again. */
export const ShownOnce = (description: string) => Type.String({ secret: true, description })

/** RFC 9457. */
export const ProblemBody = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  instance: Type.String({ description: 'the id of the request, as the log has it' }),
  code: Type.String({ description: 'stable; docs/reference/problems.md has them all' }),
  errors: Type.Optional(
    Type.Array(Type.Object({ in: Type.String(), pointer: Type.String(), detail: Type.String() })),
  ),
})

/** What any call may meet that is not for everybody. */
export const refusals = {
  401: ProblemBody,
  403: ProblemBody,
  500: ProblemBody,
  503: ProblemBody,
} as const

/** What besides may meet a call with a body. */
export const bodyRefusals = { 400: ProblemBody, 413: ProblemBody, 415: ProblemBody } as const

/** No body. */
export const Nothing = Type.Null()
