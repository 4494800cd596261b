import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type LimitName, type Limits, limitKind, limitNames, NO_LIMIT } from '@postern/domain'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../auth/authenticate.ts'
import { type Principal, requireScope, scrapeNamespaces } from '../auth/principal.ts'
import type { Lanes } from '../lane/lanes.ts'
import { limitsIn } from '../limits/grant-limits.ts'
import type { Held } from '../view/held.ts'
import { findTop } from './find-top.ts'

export interface UsageRouteDeps {
  readonly lanes: Lanes
  readonly clock: () => number
}

const Strict = { additionalProperties: false } as const

const LimitUse = Type.Object(
  {
    used: Type.Optional(
      Type.Integer({ description: 'only where something is held that the limit is of' }),
    ),
    limit: Type.Union([Type.Number(), Type.Null()], { description: 'null for no limit' }),
  },
  Strict,
)

const LimitUses = Type.Record(Type.String(), LimitUse, { description: 'by the name of the limit' })

const Largest = Type.Array(Type.Object({ name: Type.String(), series: Type.Integer() }, Strict), {
  description: 'the ten with the most series',
})

const Usage = Type.Object(
  {
    limits: LimitUses,
    namespaces: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          groups: Type.Integer(),
          series: Type.Integer(),
          limits: LimitUses,
        },
        Strict,
      ),
      { description: 'those of the credential' },
    ),
    top: Type.Object(
      {
        metrics: Largest,
        jobs: Largest,
        labels: Type.Array(Type.Object({ name: Type.String(), series: Type.Integer() }, Strict), {
          description: 'label names, as the first series of each metric in a group has them',
        }),
        isComplete: Type.Boolean({ description: 'false when there was more than was looked at' }),
      },
      { ...Strict, description: 'in the namespaces of the credential, at most ten seconds ago' },
    ),
  },
  Strict,
)

type Usage = Type.Static<typeof Usage>

/** What the caller's tenant holds, how much of that it may, and what most of it is. */
export async function usageRoutes(app: FastifyInstance, deps: UsageRouteDeps): Promise<void> {
  app.withTypeProvider<TypeBoxTypeProvider>().get(
    '/api/v1/usage',
    {
      config: { shed: 'list' },
      schema: {
        summary: 'How much of each limit is used, and which metrics, jobs and labels use it',
        response: { 200: Usage },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      requireScope(principal, 'read')
      reply.header('cache-control', 'no-store')
      return readUsage(principal, deps)
    },
  )
}

async function readUsage(principal: Principal, { lanes, clock }: UsageRouteDeps): Promise<Usage> {
  const names = scrapeNamespaces(principal, undefined)
  const { held, namespaces } = await lanes.read(principal.tenant, (view) => ({
    held: amountOf(view.held),
    namespaces: names.map((name) => view.namespace(name)),
  }))
  return {
    limits: usedOf(principal.limits.tenant, {
      maxGroupsPerTenant: held.groups,
      maxSeriesPerTenant: held.series,
    }),
    namespaces: namespaces.map((namespace) => ({
      name: namespace.name,
      ...amountOf(namespace.held),
      limits: usedInNamespace(limitsIn(principal.limits, namespace.name), namespace.held),
    })),
    top: await findTop(namespaces, clock()),
  }
}

function amountOf({ groups, series }: Held) {
  return { groups, series }
}

type Used = { readonly [Name in LimitName]?: number }

function usedInNamespace(limits: Limits, { groups, series }: Held) {
  const ofNamespace = limitNames.filter((name) => !limitKind(name).ofTenant)
  const used = { maxGroupsPerNamespace: groups, maxSeriesPerNamespace: series }
  return usedOf(limits, used, ofNamespace)
}

function usedOf(limits: Limits, used: Used, names: readonly LimitName[] = limitNames) {
  return Object.fromEntries(
    names.map((name) => {
      const limit = limits[name] === NO_LIMIT ? null : limits[name]
      const amount = used[name]
      return [name, amount === undefined ? { limit } : { used: amount, limit }]
    }),
  )
}
