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
import {
  bodyRefusals,
  closed,
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

/** How many pings of a check are kept, and how many of each a list shows. */
export const KEPT_PINGS = 50
export const LISTED_PINGS = 20

export const CheckQuery = Type.Object(
  {
    ...PageQuery.properties,
    namespace: Type.Optional(Type.String({ pattern: namespacePattern })),
    state: Type.Optional(Type.Enum([...checkStates])),
  },
  closed,
)

export type CheckQuery = Type.Static<typeof CheckQuery>

/** Whatever the id looks like: one that cannot exist is as missing as any other. */
export const CheckPath = Type.Object({ ...TenantPath.properties, id: Type.String() })

const OneCheck = Type.Object({ check: Check })

const StateCounts = Type.Object(
  Object.fromEntries(checkStates.map((state) => [state, Type.Integer()])) as Record<
    // Made of all states just now.
    (typeof checkStates)[number],
    ReturnType<typeof Type.Integer>
  >,
  { description: 'how many checks of the tenant are in each state, whatever was asked for' },
)

export const listChecks = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/checks',
  access: 'tenant-viewer',
  schema: {
    summary: 'List checks of a tenant with their states, oldest first',
    params: TenantPath,
    querystring: CheckQuery,
    response: {
      200: Type.Object({
        checks: Type.Array(Check),
        states: StateCounts,
        nextCursor: NextCursor,
      }),
      400: ProblemBody,
      404: ProblemBody,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const createCheck = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/checks',
  access: 'tenant-operator',
  schema: {
    summary: 'Expect a job to run, from now on',
    params: TenantPath,
    body: CheckDraft,
    response: {
      201: OneCheck,
      404: ProblemBody,
      409: ProblemBody,
      422: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const getCheck = {
  method: 'GET',
  url: '/api/v1/tenants/:slug/checks/:id',
  access: 'tenant-viewer',
  schema: {
    summary: 'Read one check of a tenant with its state and last pings',
    params: CheckPath,
    response: { 200: OneCheck, 404: ProblemBody, ...refusals },
  },
} as const satisfies Endpoint

export const updateCheck = {
  method: 'PATCH',
  url: '/api/v1/tenants/:slug/checks/:id',
  access: 'tenant-operator',
  schema: {
    summary: 'Change a check; what is not given stays, and a new schedule counts from now on',
    params: CheckPath,
    body: CheckChange,
    response: {
      200: OneCheck,
      404: ProblemBody,
      409: ProblemBody,
      412: ProblemBody,
      ...bodyRefusals,
      ...refusals,
    },
  },
} as const satisfies Endpoint

export const deleteCheck = {
  method: 'DELETE',
  url: '/api/v1/tenants/:slug/checks/:id',
  access: 'tenant-operator',
  schema: {
    summary: 'Delete a check and what is remembered of its runs',
    params: CheckPath,
    response: { 204: Nothing, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const pauseCheck = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/checks/:id/pause',
  access: 'tenant-operator',
  schema: {
    summary: 'Expect no runs for now; one that is paused already stays so',
    params: CheckPath,
    response: { 200: OneCheck, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint

export const resumeCheck = {
  method: 'POST',
  url: '/api/v1/tenants/:slug/checks/:id/resume',
  access: 'tenant-operator',
  schema: {
    summary: 'Expect runs again, from now on; one that is not paused stays as it is',
    params: CheckPath,
    response: { 200: OneCheck, 404: ProblemBody, ...bodyRefusals, ...refusals },
  },
} as const satisfies Endpoint
