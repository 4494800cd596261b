import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { type SystemRetention, systemRetention } from '@postern/domain'
import { type DatabaseClock, type Db, withTenant } from '@postern/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actContext } from '../act-context.ts'
import { invalidRequest } from '../invalid-request.ts'
import { requireNamespace } from '../namespaces/require-namespace.ts'
import { getTenant } from '../tenants/get-tenant.ts'
import { unlessKnown } from '../unless-known.ts'
import { deleteGroup } from './delete-group.ts'
import { deleteGroups, type GroupDeps, wipe } from './delete-groups.ts'
import { getGroup } from './get-group.ts'
import { GroupDirectories } from './group-directories.ts'
import { listGroups } from './list-groups.ts'
import { readActivity } from './read-activity.ts'
import { readMetrics } from './read-metrics.ts'
import { readPushes } from './read-pushes.ts'
import { type RetentionDeps, retainGroup, retainGroups } from './retain-groups.ts'
import { showGroup } from './show-group.ts'

export interface GroupRouteDeps {
  readonly db: Db
  readonly clock: () => number
  readonly databaseClock?: DatabaseClock | undefined
  /** What holds for groups of which nobody says otherwise. */
  readonly retention?: SystemRetention | undefined
}

const MINUTE_MS = 60_000

/** What tenants hold: to look for it, look at it and clear it up. */
export async function groupRoutes(app: FastifyInstance, deps: GroupRouteDeps): Promise<void> {
  const directories = new GroupDirectories(deps)
  const timer = setInterval(() => directories.trim(), MINUTE_MS)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))

  const withDirectories = { ...deps, directories }
  readingRoutes(app, withDirectories)
  deletingRoutes(app, withDirectories)
  wipingRoutes(app, withDirectories)
  retainingRoutes(app, { ...withDirectories, retention: deps.retention ?? systemRetention })
}

type RouteDeps = Omit<GroupRouteDeps, 'retention'> & GroupDeps

function readingRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { db, clock, databaseClock, directories } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listGroups,
    handler: async (request, reply) => {
      const tenant = await getTenant(db, request.params.slug)
      return unlessKnown(request, reply, await listGroups(deps, tenant, request.query))
    },
  })

  routes.route({
    ...contract.getActivity,
    handler: async (request, reply) => {
      const tenant = await getTenant(db, request.params.slug)
      return unlessKnown(request, reply, await directories.read(tenant.id, readActivity))
    },
  })

  routes.route({
    ...contract.getGroup,
    handler: async ({ params }) => {
      const { id } = await getTenant(db, params.slug)
      const group = await withTenant(db, id, (own) => getGroup(own, id, params, databaseClock))
      return { group: showGroup(group) }
    },
  })

  routes.route({
    ...contract.listPushes,
    handler: async ({ params, query }) => {
      const { id } = await getTenant(db, params.slug)
      return withTenant(db, id, (own) => readPushes(own, id, params, query, databaseClock))
    },
  })

  routes.route({
    ...contract.listMetrics,
    handler: async (request) => {
      const { params, query } = request
      const { id } = await getTenant(db, params.slug)
      const outsider = isOutsider(request) ? actContext(request, clock()) : undefined
      return withTenant(db, id, (own) =>
        readMetrics(own, id, params, query, { outsider, databaseClock }),
      )
    },
  })
}

/** Whether who calls may look into all tenants: that they did, the tenant is to know. */
function isOutsider({ caller }: FastifyRequest): boolean {
  return caller?.tenant === undefined
}

function deletingRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.deleteGroup,
    handler: async (request, reply) => {
      const tenant = await getTenant(db, request.params.slug)
      await deleteGroup(deps, tenant, request.params, actContext(request, clock()))
      return reply.code(204).send(null)
    },
  })

  routes.route({
    ...contract.deleteGroups,
    handler: async (request) => {
      const tenant = await getTenant(db, request.params.slug)
      return deleteGroups(deps, tenant, request.body, actContext(request, clock()))
    },
  })
}

function wipingRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.wipeTenant,
    handler: async (request) => {
      const tenant = await getTenant(db, request.params.slug)
      requireConfirmation(request.body, tenant.slug)
      return wipe(deps, tenant, undefined, actContext(request, clock()))
    },
  })

  routes.route({
    ...contract.wipeNamespace,
    handler: async (request) => {
      const tenant = await getTenant(db, request.params.slug)
      const { name } = request.params
      await withTenant(db, tenant.id, (own) => requireNamespace(own, tenant.id, name))
      requireConfirmation(request.body, `${tenant.slug}/${name}`)
      return wipe(deps, tenant, name, actContext(request, clock()))
    },
  })
}

function retainingRoutes(app: FastifyInstance, deps: RouteDeps & RetentionDeps): void {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.setGroupRetention,
    handler: async (request) => {
      const { params, body } = request
      const tenant = await getTenant(db, params.slug)
      const context = actContext(request, clock())
      return { group: showGroup(await retainGroup(deps, tenant, params, body.retention, context)) }
    },
  })

  routes.route({
    ...contract.setGroupsRetention,
    handler: async (request) => {
      const tenant = await getTenant(db, request.params.slug)
      return retainGroups(deps, tenant, request.body, actContext(request, clock()))
    },
  })
}

function requireConfirmation({ confirm }: { readonly confirm: string }, wanted: string): void {
  if (confirm !== wanted) throw invalidRequest('body', '/confirm', `must be ${wanted}`)
}
