import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { parsePushPath, pastPushes } from '@postern/domain'
import { type Db, groupAddress, listPushes, withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../auth/authenticate.ts'
import { pushNamespace, requireScope } from '../auth/principal.ts'

const Strict = { additionalProperties: false } as const

const NullableText = Type.Union([Type.String(), Type.Null()])

const PastPush = Type.Object(
  {
    at: Type.String({ format: 'date-time' }),
    method: Type.Enum(['PUT', 'POST']),
    taken: Type.Boolean(),
    code: Type.Union([Type.String(), Type.Null()], { description: 'why it was refused' }),
    bytes: Type.Integer({ description: 'of the body, inflated' }),
    series: Type.Integer(),
    credentialId: Type.String(),
    address: Type.String(),
    userAgent: NullableText,
    runId: NullableText,
    exitStatus: Type.Union([Type.Integer(), Type.Null()]),
    durationSeconds: Type.Union([Type.Number(), Type.Null()]),
  },
  Strict,
)

const HistoryQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, description: '50 when not given' }),
    ),
    cursor: Type.Optional(
      Type.String({ pattern: '^[0-9]{1,16}$', description: 'the nextCursor of the page before' }),
    ),
  },
  Strict,
)

const History = Type.Object(
  { pushes: Type.Array(PastPush), nextCursor: Type.Optional(Type.String()) },
  Strict,
)

const DEFAULT_LIMIT = 50

/** The last pushes to a group, newest first, by the URL of its pushes. */
export async function historyRoutes(
  app: FastifyInstance,
  { db }: { readonly db: Db },
): Promise<void> {
  for (const prefix of ['', '/ns/:namespace']) {
    for (const job of ['/api/v1/pushes/job/*', '/api/v1/pushes/job@base64/*']) {
      app.withTypeProvider<TypeBoxTypeProvider>().get(
        prefix + job,
        {
          config: { shed: 'list' },
          schema: {
            summary: 'The last pushes to a group',
            params: Type.Object({
              namespace: Type.Optional(Type.String()),
              '*': Type.String(),
            }),
            querystring: HistoryQuery,
            response: { 200: History },
          },
        },
        async (request) => {
          const principal = principalOf(request)
          requireScope(principal, 'read')
          const namespace = pushNamespace(principal, request.params.namespace)
          const key = parsePushPath(request.raw.url ?? '', principal.tenant)
          return readHistory(db, principal.tenant.id, groupAddress(namespace, key), request.query)
        },
      )
    }
  }
}

async function readHistory(
  db: Db,
  tenantId: Parameters<typeof listPushes>[1],
  address: Parameters<typeof listPushes>[2],
  { limit = DEFAULT_LIMIT, cursor }: Type.Static<typeof HistoryQuery>,
): Promise<Type.Static<typeof History>> {
  const beforeMicros = cursor === undefined ? undefined : Number(cursor)
  const found = await withTenant(db, tenantId, (own) =>
    listPushes(own, tenantId, address, { limit: limit + 1, beforeMicros }),
  )
  return pastPushes(found, limit)
}
