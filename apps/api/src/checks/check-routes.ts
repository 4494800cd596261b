import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { checkNamePattern, type GroupingKey, Problem } from '@postern/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { auditActor } from '../auth/audit-actor.ts'
import { principalOf } from '../auth/authenticate.ts'
import { requireLabels } from '../auth/require-labels.ts'
import type { CheckPingChange } from '../lane/change.ts'
import type { Lanes } from '../lane/lanes.ts'
import type { PingedCheck } from '../lane/pinged-checks.ts'
import { admissionOf } from '../push/admit-push.ts'
import { CHANGE_BYTES } from '../push/prepare-change.ts'
import { isExitStatus, runOfHeaders } from '../push/run-report.ts'
import { PingAnswer } from './check-schemas.ts'
import { describeCheck } from './describe-check.ts'

export interface CheckRouteDeps {
  readonly lanes: Lanes
}

type Outcome = 'start' | 'success' | 'fail' | 'exit'

const paths: Readonly<Record<Outcome, string>> = {
  start: 'start',
  success: 'success',
  fail: 'fail',
  exit: 'exit/:status',
}

const summaries: Readonly<Record<Outcome, string>> = {
  start: 'Say that a run began',
  success: 'Say that a run ended well',
  fail: 'Say that a run failed',
  exit: 'Say with which status a run ended; 0 is well',
}

const Params = Type.Object({
  namespace: Type.Optional(Type.String()),
  name: Type.String({ pattern: checkNamePattern }),
  status: Type.Optional(Type.String()),
})

const Query = Type.Object(
  {
    create: Type.Optional(
      Type.Enum(['1', 'true', '0', 'false'], {
        description:
          '1 to make the check when there is none of that name, for the job of that name',
      }),
    ),
  },
  { additionalProperties: false },
)

type Input = { Params: Type.Static<typeof Params>; Querystring: Type.Static<typeof Query> }

/** What a job says of its runs without pushing metrics. Only where `admitPushes` lets pushes in. */
export async function checkRoutes(app: FastifyInstance, { lanes }: CheckRouteDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  const outcomes = ['start', 'success', 'fail', 'exit'] as const
  for (const prefix of ['', '/ns/:namespace']) {
    for (const outcome of outcomes) {
      routes.post<Input>(
        `${prefix}/checks/:name/${paths[outcome]}`,
        {
          schema: {
            summary: summaries[outcome],
            params: Params,
            querystring: Query,
            response: { 200: PingAnswer, 201: PingAnswer },
          },
          config: { shed: 'push' },
        },
        async (request, reply) => ping(request, reply, outcome, lanes),
      )
    }
  }
}

async function ping(
  request: FastifyRequest<Input>,
  reply: FastifyReply,
  outcome: Outcome,
  lanes: Lanes,
): Promise<Type.Static<typeof PingAnswer>> {
  const principal = principalOf(request)
  const { namespace, limits } = admissionOf(request)
  const { name, status } = request.params
  const { create } = request.query
  const change: CheckPingChange = {
    kind: 'check-ping',
    namespace,
    name,
    ping: readPing(request, outcome, status),
    isToBeMade: create === '1' || create === 'true',
    limits,
    actor: auditActor(request),
    admit: (labels: GroupingKey) => requireLabels(principal, labels),
    bytes: CHANGE_BYTES,
  }
  const { problem, pinged } = await lanes.submit(principal.tenant, change)
  if (problem) throw problem
  if (!pinged) throw new Error('a call was taken that was about no check')
  reply.code(pinged.isNew ? 201 : 200)
  return answer(pinged)
}

function readPing(
  { headers }: FastifyRequest<Input>,
  outcome: Outcome,
  status: string | undefined,
): CheckPingChange['ping'] {
  // Whether a run begins or ends, the path says.
  const { isStart: _, ...run } = runOfHeaders(headers)
  const exitStatus = outcome === 'exit' ? readStatus(status ?? '') : run.exitStatus
  const isFailed = outcome === 'fail' || (outcome === 'exit' && exitStatus !== 0)
  if (exitStatus !== undefined && (exitStatus !== 0) !== isFailed) {
    throw new Problem(
      'request-invalid',
      `the header Postern-Exit-Status says ${exitStatus}, and the path ${outcome}`,
    )
  }
  const kind = outcome === 'start' ? 'start' : isFailed ? 'failure' : 'success'
  return { ...run, kind, exitStatus }
}

function readStatus(text: string): number {
  if (isExitStatus(text)) return Number(text)
  throw new Problem('request-invalid', 'the status in the path is a number from 0 to 255')
}

/** As of the moment of the ping. */
function answer({ watched, at }: PingedCheck): Type.Static<typeof PingAnswer> {
  const { namespace, name, state, nextExpectedAt } = describeCheck(watched, at)
  return { namespace, name, state, nextExpectedAt }
}
