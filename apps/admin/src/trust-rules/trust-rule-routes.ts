import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { Tenant, TrustRule } from '@postern/domain'
import { type Db, listTrustRules, withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendTag } from '../entity-tag.ts'
import { getTenant } from '../tenants/get-tenant.ts'
import type { TrustSettings } from './check-trust-rule.ts'
import { createTrustRule } from './create-trust-rule.ts'
import { deleteTrustRule } from './delete-trust-rule.ts'
import { showTrustRule, trustRuleState } from './show-trust-rule.ts'
import { trustRuleNotFound } from './trust-rule-not-found.ts'
import { updateTrustRule } from './update-trust-rule.ts'

export interface TrustRuleDeps {
  readonly db: Db
  readonly clock: () => number
  readonly settings: TrustSettings
}

export async function trustRuleRoutes(app: FastifyInstance, deps: TrustRuleDeps): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listTrustRules,
    handler: async ({ params }) => {
      const rules = await rulesOf(db, await getTenant(db, params.slug))
      return { trustRules: rules.map(showTrustRule) }
    },
  })

  routes.route({
    ...contract.createTrustRule,
    handler: async (request, reply) => {
      const tenant = await getTenant(db, request.params.slug)
      const rule = await createTrustRule(deps, tenant, request.body, actContext(request, clock()))
      reply.code(201).header('location', `/api/v1/tenants/${tenant.slug}/trust-rules/${rule.id}`)
      return { trustRule: showTrustRule(rule) }
    },
  })

  routes.route({
    ...contract.getTrustRule,
    handler: async ({ params }, reply) => {
      const rules = await rulesOf(db, await getTenant(db, params.slug))
      const rule = rules.find(({ id }) => id === params.id)
      if (!rule) throw trustRuleNotFound()
      sendTag(reply, trustRuleState(rule))
      return { trustRule: showTrustRule(rule) }
    },
  })

  routes.route({
    ...contract.updateTrustRule,
    handler: async (request, reply) => {
      const { params, body } = request
      const tenant = await getTenant(db, params.slug)
      const context = actContext(request, clock())
      const rule = await updateTrustRule(deps, tenant, params.id, body, context)
      sendTag(reply, trustRuleState(rule))
      return { trustRule: showTrustRule(rule) }
    },
  })

  routes.route({
    ...contract.deleteTrustRule,
    handler: async (request, reply) => {
      const tenant = await getTenant(db, request.params.slug)
      await deleteTrustRule(db, tenant, request.params.id, actContext(request, clock()))
      return reply.code(204).send(null)
    },
  })
}

function rulesOf(db: Db, tenant: Tenant): Promise<TrustRule[]> {
  return withTenant(db, tenant.id, (own) => listTrustRules(own, tenant.id))
}
