import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { groupingKeyFromLabels, Problem, type SystemRetention } from '@postern/domain'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../auth/authenticate.ts'
import { type Principal, pushNamespace, requireScope } from '../auth/principal.ts'
import { requireLabels } from '../auth/require-labels.ts'
import type { Sender } from '../lane/change.ts'
import type { Lanes } from '../lane/lanes.ts'
import { chargePushes, chargeSamples } from '../limits/charge.ts'
import type { FairBudget } from '../limits/fair-budget.ts'
import { limitsIn } from '../limits/grant-limits.ts'
import type { RateLimiter } from '../limits/rate-limiter.ts'
import { noteRefusedPart, type RefusedPartDeps } from '../usage/note-refusals.ts'
import { acceptPush, acceptPushes } from './accept-push.ts'
import { holdWhole } from './admit-push.ts'
import { bodyTooLarge } from './body-too-large.ts'
import type { Push } from './prepare-change.ts'
import { pushSender } from './push-sender.ts'
import { readTtl } from './push-ttl.ts'
import { readPush } from './read-push.ts'
import { readRun } from './run-report.ts'

export interface BatchRouteDeps extends RefusedPartDeps {
  readonly lanes: Lanes
  readonly rates: RateLimiter
  /** What the bodies of all tenants share that are being read. */
  readonly bodies: FairBudget
  readonly retention: SystemRetention
}

const Strict = { additionalProperties: false } as const

const MAX_PUSHES = 100

// Of the whole request; each push in it has the limits of its namespace besides.
const MAX_BATCH_BYTES = 16 * 1024 * 1024

const BatchPush = Type.Object(
  {
    namespace: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
    method: Type.Optional(Type.Enum(['PUT', 'POST'], { description: 'PUT when not given' })),
    labels: Type.Record(Type.String(), Type.String(), {
      description: 'the grouping key, job included',
    }),
    body: Type.String({ description: 'metrics in text format' }),
    ttl: Type.Optional(
      Type.String({ minLength: 1, maxLength: 40, description: 'as the header Postern-TTL' }),
    ),
    runId: Type.Optional(Type.String({ description: 'as the header Postern-Run-Id' })),
    exitStatus: Type.Optional(Type.Integer({ description: 'as the header Postern-Exit-Status' })),
    duration: Type.Optional(Type.String({ description: 'as the header Postern-Duration' })),
    phase: Type.Optional(
      Type.Enum(['start', 'end'], { description: 'as the header Postern-Run-Phase' }),
    ),
  },
  Strict,
)

const Batch = Type.Object(
  { pushes: Type.Array(BatchPush, { minItems: 1, maxItems: MAX_PUSHES }) },
  Strict,
)

const BatchOutcome = Type.Object(
  {
    pushes: Type.Array(
      Type.Object(
        {
          status: Type.Integer(),
          code: Type.Optional(Type.String()),
          detail: Type.Optional(Type.String()),
        },
        Strict,
      ),
    ),
  },
  Strict,
)

type Outcome = Type.Static<typeof BatchOutcome>['pushes'][number]

/** Many groups in one request: all of them or none, or with `partial=true` each for itself. */
export async function batchRoutes(app: FastifyInstance, deps: BatchRouteDeps): Promise<void> {
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    '/api/v1/pushes',
    {
      bodyLimit: MAX_BATCH_BYTES,
      config: { shed: 'push' },
      onRequest: async (request, reply) => holdWhole(deps.bodies, request, reply, MAX_BATCH_BYTES),
      schema: {
        summary: 'Push up to 100 groups, all or none, or each for itself with partial=true',
        querystring: Type.Object({ partial: Type.Optional(Type.Boolean()) }, Strict),
        body: Batch,
        response: { 200: BatchOutcome },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      requireScope(principal, 'push')
      const { pushes } = request.body
      await chargePushes(deps.rates, principal, namespacesOf(pushes, principal), reply)
      const sender = pushSender(request)
      const read = pushes.map((one) => () => readOne(one, principal, sender, deps.retention))
      const charge = (taken: readonly Push[]) => chargeSamples(deps.rates, principal, taken, reply)
      const partial = request.query.partial ?? false
      const outcomes = partial
        ? await pushEach(deps.lanes, read, charge, (error) => noteRefusedPart(request, error, deps))
        : await pushAll(deps.lanes, principal, read, charge)
      return { pushes: outcomes }
    },
  )
}

type DraftPush = Type.Static<typeof BatchPush>

type ReadPush = () => Push

/** Takes the samples of pushes that were read from the rates that are set for them. */
type Charge = (pushes: readonly Push[]) => Promise<void>

async function pushAll(
  lanes: Lanes,
  { tenant }: Principal,
  read: readonly ReadPush[],
  charge: Charge,
): Promise<Outcome[]> {
  const pushes = read.map((one, index) => {
    try {
      return one()
    } catch (error) {
      throw error instanceof Problem ? error.at(`push ${index}`, { index }) : error
    }
  })
  await charge(pushes)
  await acceptPushes(lanes, tenant, pushes)
  return pushes.map(() => ({ status: 200 }))
}

async function pushEach(
  lanes: Lanes,
  read: readonly ReadPush[],
  charge: Charge,
  onRefused: (error: unknown) => void,
): Promise<Outcome[]> {
  return Promise.all(
    read.map(async (one) => {
      try {
        const push = one()
        await charge([push])
        await acceptPush(lanes, push)
        return { status: 200 }
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        onRefused(error)
        return { status: error.status, code: error.code, detail: error.message }
      }
    }),
  )
}

/** Where the pushes go; one that may not go there is refused when it is read. */
function namespacesOf(pushes: readonly DraftPush[], principal: Principal): string[] {
  return pushes.flatMap(({ namespace }) => {
    try {
      return [pushNamespace(principal, namespace)]
    } catch {
      return []
    }
  })
}

function readOne(
  one: DraftPush,
  principal: Principal,
  sender: Sender,
  retention: SystemRetention,
): Push {
  const { namespace: named, method, labels, body, ttl } = one
  const { utf8Names } = principal.tenant
  const namespace = pushNamespace(principal, named)
  const groupingKey = groupingKeyFromLabels(labels, { utf8Names })
  requireLabels(principal, groupingKey)
  const limits = limitsIn(principal.limits, namespace)
  const bytes = Buffer.from(body)
  if (bytes.length > limits.maxPushBytes) {
    throw bodyTooLarge('maxPushBytes', limits.maxPushBytes, bytes.length)
  }
  return {
    principal,
    namespace,
    limits,
    groupingKey,
    method: method === 'POST' ? 'POST' : 'PUT',
    bodyBytes: bytes.length,
    families: readPush(bytes, undefined, { utf8Names, limits }),
    run: readRun({ ...one, exitStatus: one.exitStatus?.toString() }),
    ttlMs: ttl === undefined ? undefined : readTtl('its ttl', ttl, retention),
    ...sender,
  }
}
