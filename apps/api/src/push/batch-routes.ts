import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { groupingKeyFromLabels, Problem } from '@postern/domain'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../auth/authenticate.ts'
import { type Principal, pushNamespace, requireScope } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import { acceptPush, acceptPushes } from './accept-push.ts'
import type { Push } from './prepare-change.ts'
import { MAX_WIRE_BYTES } from './raw-body.ts'
import { readPush } from './read-push.ts'

export interface BatchRouteDeps {
  readonly lanes: Lanes
  readonly clock: () => number
}

const Strict = { additionalProperties: false } as const

const MAX_PUSHES = 100

const BatchPush = Type.Object(
  {
    namespace: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
    method: Type.Optional(Type.Enum(['PUT', 'POST'], { description: 'PUT when not given' })),
    labels: Type.Record(Type.String(), Type.String(), {
      description: 'the grouping key, job included',
    }),
    body: Type.String({ description: 'metrics in text format' }),
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
      bodyLimit: MAX_WIRE_BYTES,
      schema: {
        summary: 'Push up to 100 groups, all or none, or each for itself with partial=true',
        querystring: Type.Object({ partial: Type.Optional(Type.Boolean()) }, Strict),
        body: Batch,
        response: { 200: BatchOutcome },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      requireScope(principal, 'push')
      const read = request.body.pushes.map((one) => () => readOne(one, principal, deps.clock()))
      const partial = request.query.partial ?? false
      const pushes = await (partial ? pushEach : pushAll)(deps.lanes, principal, read)
      return { pushes }
    },
  )
}

type ReadPush = () => Push

async function pushAll(
  lanes: Lanes,
  { tenant }: Principal,
  read: readonly ReadPush[],
): Promise<Outcome[]> {
  const pushes = read.map((one, index) => {
    try {
      return one()
    } catch (error) {
      throw error instanceof Problem ? error.at(`push ${index}`, { index }) : error
    }
  })
  await acceptPushes(lanes, tenant, pushes)
  return pushes.map(() => ({ status: 200 }))
}

async function pushEach(
  lanes: Lanes,
  _principal: Principal,
  read: readonly ReadPush[],
): Promise<Outcome[]> {
  return Promise.all(
    read.map(async (one) => {
      try {
        await acceptPush(lanes, one())
        return { status: 200 }
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        return { status: error.status, code: error.code, detail: error.message }
      }
    }),
  )
}

function readOne(
  { namespace, method, labels, body }: Type.Static<typeof BatchPush>,
  principal: Principal,
  atMs: number,
): Push {
  const { utf8Names } = principal.tenant
  return {
    principal,
    namespace: pushNamespace(principal, namespace),
    groupingKey: groupingKeyFromLabels(labels, { utf8Names }),
    method: method === 'POST' ? 'POST' : 'PUT',
    families: readPush(Buffer.from(body), undefined, { utf8Names }),
    atMs,
  }
}
