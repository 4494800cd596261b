import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { auditActor } from '../auth/audit-actor.ts'
import { principalOf } from '../auth/authenticate.ts'
import { requireScope } from '../auth/principal.ts'
import { CheckPage, CheckQuery } from '../checks/check-schemas.ts'
import { listChecks } from '../checks/list-checks.ts'
import type { Lanes } from '../lane/lanes.ts'
import { deleteGroups, wipe } from './delete-groups.ts'
import { Deleted, DeleteQuery, GroupPage, GroupQuery, KeepQuery, Kept } from './group-schemas.ts'
import { type KeepDeps, keepGroups } from './keep-groups.ts'
import type { LimitsLeftDeps } from './limits-left.ts'
import { listGroups } from './list-groups.ts'
import {
  Metrics,
  MetricsQuery,
  pushgatewayMetrics,
  pushgatewayStatus,
  Status,
} from './pushgateway-api.ts'
import { Whoami, whoami } from './whoami.ts'

export interface QueryRouteDeps extends KeepDeps, LimitsLeftDeps {}

/** What a credential may ask and clear up, of its own tenant and namespaces. */
export async function queryRoutes(app: FastifyInstance, deps: QueryRouteDeps): Promise<void> {
  const { lanes, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  const startedAt = new Date(clock())

  // What another client must not get from a cache on the way.
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-cache, no-store, must-revalidate')
  })

  app.get<{ Querystring: Type.Static<typeof MetricsQuery> }>(
    '/api/v1/metrics',
    {
      config: { shed: 'list' },
      schema: {
        summary: 'All groups with their metrics, as the Pushgateway lists them',
        querystring: MetricsQuery,
        response: { 200: Metrics },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      requireScope(principal, 'read')
      reply.type('application/json; charset=utf-8')
      // Text as it is to be sent, which the schema above describes.
      return reply.send(await pushgatewayMetrics(lanes, principal, request.query))
    },
  )

  routes.get(
    '/api/v1/status',
    {
      config: { shed: 'list' },
      schema: { summary: 'Version and start time', response: { 200: Status } },
    },
    async (request) => {
      requireScope(principalOf(request), 'read')
      return pushgatewayStatus(startedAt)
    },
  )

  groupRoutes(app, deps)
  keepRoute(app, deps)
  checkListRoutes(app, lanes)

  routes.get(
    '/api/v1/whoami',
    {
      config: { shed: 'list' },
      schema: { summary: 'What the credential is and may do', response: { 200: Whoami } },
    },
    async (request) => whoami(principalOf(request), deps),
  )

  wipeRoute(app, deps)
}

function wipeRoute(app: FastifyInstance, deps: QueryRouteDeps): void {
  app.put(
    '/api/v1/admin/wipe',
    {
      config: { shed: 'push' },
      schema: {
        summary: 'Delete every group of the credential’s namespaces',
        response: { 202: Type.Null() },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      requireScope(principal, 'wipe')
      await wipe(deps, principal, auditActor(request))
      return reply.code(202).send()
    },
  )
}

function checkListRoutes(app: FastifyInstance, lanes: Lanes): void {
  app.withTypeProvider<TypeBoxTypeProvider>().get(
    '/api/v1/checks',
    {
      config: { shed: 'list' },
      schema: {
        summary: 'Checks with their states, by namespace and name, paged',
        querystring: CheckQuery,
        response: { 200: CheckPage },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      requireScope(principal, 'read')
      return listChecks(lanes, principal, request.query)
    },
  )
}

function keepRoute(app: FastifyInstance, deps: QueryRouteDeps): void {
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    '/api/v1/groups/retention',
    {
      config: { shed: 'push' },
      schema: {
        summary: 'Hold all groups that a selector chooses longer or shorter than the rules say',
        querystring: KeepQuery,
        response: { 200: Kept },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      requireScope(principal, 'manage')
      return keepGroups(deps, principal, request.query, auditActor(request))
    },
  )
}

function groupRoutes(app: FastifyInstance, deps: QueryRouteDeps): void {
  const { lanes } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.get(
    '/api/v1/groups',
    {
      config: { shed: 'list' },
      schema: {
        summary: 'Groups by selector, sorted and paged, without their metrics',
        querystring: GroupQuery,
        response: { 200: GroupPage },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      requireScope(principal, 'read')
      return listGroups(lanes, principal, request.query)
    },
  )

  routes.delete(
    '/api/v1/groups',
    {
      config: { shed: 'push' },
      schema: {
        summary: 'Delete all groups that a selector chooses, or tell which with dry_run',
        querystring: DeleteQuery,
        response: { 200: Deleted },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      requireScope(principal, 'delete')
      return deleteGroups(deps, principal, request.query, auditActor(request))
    },
  )
}
