import {
  checkNamePattern,
  checkStates,
  durationPattern,
  MAX_FAILURES_BEFORE_DOWN,
  MAX_MINIMUM_RUNS,
  namespacePattern,
  pingKinds,
  weekdays,
  windowEndPattern,
  windowStartPattern,
} from '@postern/domain'
import { Type } from 'typebox'
import { closed, NullableTimestamp, Timestamp } from './common.ts'

const Period = Type.String({
  pattern: durationPattern,
  description: 'a duration from 60s to 365d, such as 90m or 1d12h',
})

const Expression = { minLength: 1, maxLength: 200 } as const

const CheckSchedule = Type.Union(
  [
    Type.Object({ period: Period }, closed),
    Type.Object(
      { cron: Type.String({ ...Expression, description: 'five fields, such as 30 2 * * 1-5' }) },
      closed,
    ),
    Type.Object(
      {
        onCalendar: Type.String({
          ...Expression,
          description: 'as systemd writes it, such as Mon..Fri 02:30',
        }),
      },
      closed,
    ),
  ],
  { description: 'how long after its last run, or at what times, the job is expected' },
)

const SkipWindow = Type.Object(
  {
    days: Type.Array(Type.Enum([...weekdays]), { minItems: 1, maxItems: 7, uniqueItems: true }),
    from: Type.String({ pattern: windowStartPattern, description: 'a time such as 18:30' }),
    to: Type.String({
      pattern: windowEndPattern,
      description: 'a time up to 24:00; not later than from, it is on the next day',
    }),
  },
  closed,
)

/** What about a check can be said when it is made, and changed later. */
const options = {
  job: Type.String({ minLength: 1, maxLength: 1_024, description: 'the name when not given' }),
  labels: Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 1_024 }), {
    maxProperties: 20,
    description: 'further labels of the groups whose pushes count; none when not given',
  }),
  schedule: CheckSchedule,
  timeZone: Type.String({
    maxLength: 100,
    description: 'of the schedule and the windows, such as Europe/Berlin; UTC when not given',
  }),
  grace: Type.String({
    ...Period,
    description: 'how late it may be and how long it may run, 60s to 365d; 1h when not given',
  }),
  failuresBeforeDown: Type.Integer({
    minimum: 1,
    maximum: MAX_FAILURES_BEFORE_DOWN,
    description: 'how many runs in a row must fail; 1 when not given',
  }),
  minimumRuns: Type.Integer({
    minimum: 1,
    maximum: MAX_MINIMUM_RUNS,
    description: 'how many runs are expected within each period; 1 when not given',
  }),
  skipWindows: Type.Array(SkipWindow, {
    maxItems: 20,
    description: 'times of the week in which it is not expected; none when not given',
  }),
} as const

export const CheckDraft = Type.Object(
  {
    name: Type.String({
      pattern: checkNamePattern,
      description: '1 to 100 letters, digits, dots, dashes and underscores',
    }),
    namespace: Type.Optional(
      Type.String({ pattern: namespacePattern, description: '"default" when not given' }),
    ),
    ...Type.Partial(Type.Object(options)).properties,
  },
  closed,
)

export type CheckDraft = Type.Static<typeof CheckDraft>

/** What is not given stays. */
export const CheckChange = Type.Partial(Type.Object(options), { ...closed, minProperties: 1 })

export type CheckChange = Type.Static<typeof CheckChange>

const NullableNumber = Type.Union([Type.Number(), Type.Null()])

const CheckPing = Type.Object({
  at: Timestamp,
  kind: Type.Enum([...pingKinds]),
  runId: Type.Union([Type.String(), Type.Null()]),
  exitStatus: Type.Union([Type.Integer(), Type.Null()]),
  durationSeconds: NullableNumber,
})

export const Check = Type.Object({
  id: Type.String(),
  namespace: Type.String(),
  name: Type.String(),
  job: Type.String(),
  labels: Type.Record(Type.String(), Type.String()),
  schedule: CheckSchedule,
  scheduleInWords: Type.String(),
  timeZone: Type.String(),
  grace: Type.String(),
  failuresBeforeDown: Type.Integer(),
  minimumRuns: Type.Integer(),
  skipWindows: Type.Array(SkipWindow),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  armedAt: Type.String({
    format: 'date-time',
    description: 'what happened before counts no more: made, resumed or rescheduled',
  }),
  pausedAt: NullableTimestamp,
  state: Type.Enum([...checkStates]),
  downReason: Type.Union([Type.Enum(['missed', 'unfinished', 'failed']), Type.Null()], {
    description: 'of one that is down: no run came, one did not end, or runs failed',
  }),
  isStarted: Type.Boolean({ description: 'a run began and did not end yet' }),
  nextExpectedAt: Type.Union([Timestamp, Type.Null()], {
    description: 'when the next run is expected, or was',
  }),
  downAt: Type.Union([Timestamp, Type.Null()], {
    description: 'when it is down, or was, if nothing happens before',
  }),
  lastSuccessAt: NullableTimestamp,
  lastFailureAt: NullableTimestamp,
  lastDurationSeconds: NullableNumber,
  lastExitStatus: Type.Union([Type.Integer(), Type.Null()]),
  failuresInRow: Type.Integer(),
  pings: Type.Array(CheckPing, { description: 'the last ones, newest first' }),
})

export type Check = Type.Static<typeof Check>
