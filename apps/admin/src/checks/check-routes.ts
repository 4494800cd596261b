import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { DatabaseClock, Db } from '@postern/store'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendTag } from '../entity-tag.ts'
import { getLivingTenant, getTenant } from '../tenants/get-tenant.ts'
import { createCheck } from './create-check.ts'
import { deleteCheck } from './delete-check.ts'
import { pauseCheck, resumeCheck } from './pause-check.ts'
import { listShownChecks, readCheck } from './read-checks.ts'
import { showSettings } from './show-check.ts'
import { updateCheck } from './update-check.ts'

export interface CheckDeps {
  readonly db: Db
  readonly clock: () => number
  readonly databaseClock?: DatabaseClock | undefined
}

export async function checkRoutes(app: FastifyInstance, deps: CheckDeps): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  const show = async (reply: FastifyReply, slug: string, id: string) => {
    const { check, shown } = await readCheck(deps, await getTenant(db, slug), id)
    sendTag(reply, showSettings(check))
    return { check: shown }
  }

  routes.route({
    ...contract.listChecks,
    handler: async ({ params, query }) =>
      listShownChecks(deps, await getTenant(db, params.slug), query),
  })

  routes.route({
    ...contract.createCheck,
    handler: async (request, reply) => {
      const tenant = await getLivingTenant(db, request.params.slug)
      const { id } = await createCheck(deps, tenant, request.body, actContext(request, clock()))
      reply.code(201).header('location', `/api/v1/tenants/${tenant.slug}/checks/${id}`)
      return show(reply, tenant.slug, id)
    },
  })

  routes.route({
    ...contract.getCheck,
    handler: ({ params }, reply) => show(reply, params.slug, params.id),
  })

  routes.route({
    ...contract.updateCheck,
    handler: async (request, reply) => {
      const { slug, id } = request.params
      const tenant = await getLivingTenant(db, slug)
      await updateCheck(deps, tenant, id, request.body, actContext(request, clock()))
      return show(reply, slug, id)
    },
  })

  routes.route({
    ...contract.deleteCheck,
    handler: async (request, reply) => {
      const { slug, id } = request.params
      await deleteCheck(deps, await getTenant(db, slug), id, actContext(request, clock()))
      return reply.code(204).send(null)
    },
  })

  routes.route({
    ...contract.pauseCheck,
    handler: async (request, reply) => {
      const { slug, id } = request.params
      await pauseCheck(deps, await getTenant(db, slug), id, actContext(request, clock()))
      return show(reply, slug, id)
    },
  })

  routes.route({
    ...contract.resumeCheck,
    handler: async (request, reply) => {
      const { slug, id } = request.params
      await resumeCheck(deps, await getTenant(db, slug), id, actContext(request, clock()))
      return show(reply, slug, id)
    },
  })
}
