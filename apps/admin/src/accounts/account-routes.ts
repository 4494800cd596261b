import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { Account } from '@postern/domain'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendTag } from '../entity-tag.ts'
import { getLivingTenant, getTenant } from '../tenants/get-tenant.ts'
import { deleteAccount } from './delete-account.ts'
import { getAccount, type Realm } from './get-account.ts'
import { type AccountDeps, inviteAccount, type LinkedAccount } from './invite-account.ts'
import { listAccounts, showOne } from './list-accounts.ts'
import { resetAccount } from './reset-account.ts'
import { accountState } from './show-account.ts'
import { updateAccount } from './update-account.ts'

const EVERY: Realm = { tenant: undefined }

/** People: all of them for system admins, those of a tenant for its own. */
export async function accountRoutes(app: FastifyInstance, deps: AccountDeps): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({ ...contract.listAccounts, handler: ({ query }) => listAccounts(db, EVERY, query) })

  routes.route({
    ...contract.getAccount,
    handler: async ({ params }, reply) => show(deps, reply, await getAccount(db, EVERY, params.id)),
  })

  routes.route({
    ...contract.inviteAccount,
    handler: async (request, reply) => {
      const context = actContext(request, clock())
      return showOnce(deps, reply, await inviteAccount(deps, EVERY, request.body, context))
    },
  })

  routes.route({
    ...contract.updateAccount,
    handler: async (request, reply) => {
      const { params, body } = request
      const account = await updateAccount(db, EVERY, params.id, body, actContext(request, clock()))
      return show(deps, reply, account)
    },
  })

  routes.route({
    ...contract.resetAccount,
    handler: async (request, reply) => {
      const context = actContext(request, clock())
      return showOnce(deps, reply, await resetAccount(deps, EVERY, request.params.id, context))
    },
  })

  routes.route({
    ...contract.deleteAccount,
    handler: async (request, reply) => {
      await deleteAccount(db, EVERY, request.params.id, actContext(request, clock()))
      return reply.code(204).send(null)
    },
  })

  tenantRoutes(app, deps)
}

function tenantRoutes(app: FastifyInstance, deps: AccountDeps): void {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  const realmOf = async (slug: string): Promise<Realm> => ({ tenant: await getTenant(db, slug) })

  routes.route({
    ...contract.listTenantAccounts,
    handler: async ({ params, query }) => listAccounts(db, await realmOf(params.slug), query),
  })

  routes.route({
    ...contract.getTenantAccount,
    handler: async ({ params }, reply) =>
      show(deps, reply, await getAccount(db, await realmOf(params.slug), params.id)),
  })

  routes.route({
    ...contract.inviteTenantAccount,
    handler: async (request, reply) => {
      const tenant = await getLivingTenant(db, request.params.slug)
      const context = actContext(request, clock())
      return showOnce(deps, reply, await inviteAccount(deps, { tenant }, request.body, context))
    },
  })

  routes.route({
    ...contract.updateTenantAccount,
    handler: async (request, reply) => {
      const { params, body } = request
      const realm = await realmOf(params.slug)
      const account = await updateAccount(db, realm, params.id, body, actContext(request, clock()))
      return show(deps, reply, account)
    },
  })

  routes.route({
    ...contract.resetTenantAccount,
    handler: async (request, reply) => {
      const realm = await realmOf(request.params.slug)
      const context = actContext(request, clock())
      return showOnce(deps, reply, await resetAccount(deps, realm, request.params.id, context))
    },
  })

  routes.route({
    ...contract.deleteTenantAccount,
    handler: async (request, reply) => {
      const realm = await realmOf(request.params.slug)
      await deleteAccount(db, realm, request.params.id, actContext(request, clock()))
      return reply.code(204).send(null)
    },
  })
}

async function show({ db }: AccountDeps, reply: FastifyReply, account: Account) {
  sendTag(reply, accountState(account))
  return { account: await showOne(db, account) }
}

/** The link is for this one answer; no cache on the way may keep it. */
async function showOnce({ db }: AccountDeps, reply: FastifyReply, linked: LinkedAccount) {
  const shown = await showOne(db, linked.account)
  const { link, expiresAt } = linked
  reply.code(201).header('cache-control', 'no-store').header('location', addressOf(shown))
  return { account: shown, link, expiresAt: expiresAt.toISOString() }
}

function addressOf({ id, tenant }: contract.Account): string {
  return tenant === null ? `/api/v1/accounts/${id}` : `/api/v1/tenants/${tenant}/accounts/${id}`
}
