import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { Credential, Tenant } from '@postern/domain'
import type { KeyHasher } from '@postern/server'
import type { Db } from '@postern/store'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { actContext } from '../act-context.ts'
import { getLivingTenant, getTenant } from '../tenants/get-tenant.ts'
import { getCredential } from './get-credential.ts'
import { issueCredential } from './issue-credential.ts'
import { listCredentials } from './list-credentials.ts'
import { refuseBeyondRole } from './refuse-beyond-role.ts'
import { revokeCredential } from './revoke-credential.ts'
import { rotateCredential } from './rotate-credential.ts'
import { showCredential } from './show-credential.ts'

export interface CredentialDeps {
  readonly db: Db
  readonly hasher: KeyHasher
  readonly clock: () => number
}

export async function credentialRoutes(app: FastifyInstance, deps: CredentialDeps): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.listCredentials,
    handler: async ({ params, query }) =>
      listCredentials(db, await getTenant(db, params.slug), query, clock()),
  })

  routes.route({
    ...contract.issueCredential,
    handler: async (request, reply) => {
      const tenant = await getLivingTenant(db, request.params.slug)
      refuseBeyondRole(request, request.body.scopes)
      const context = actContext(request, clock())
      const { credential, key } = await issueCredential(deps, tenant, request.body, context)
      return showOnce(reply, tenant, credential, key)
    },
  })

  routes.route({
    ...contract.getCredential,
    handler: async ({ params }) => {
      const tenant = await getTenant(db, params.slug)
      return { credential: showCredential(await getCredential(db, tenant, params.id)) }
    },
  })

  routes.route({
    ...contract.revokeCredential,
    handler: async (request, reply) => {
      const tenant = await getTenant(db, request.params.slug)
      await revokeCredential(db, tenant, request.params.id, actContext(request, clock()))
      return reply.code(204).send(null)
    },
  })

  routes.route({
    ...contract.rotateCredential,
    handler: async (request, reply) => {
      const { params, body } = request
      const tenant = await getLivingTenant(db, params.slug)
      refuseBeyondRole(request, (await getCredential(db, tenant, params.id)).scopes)
      const context = actContext(request, clock())
      const { credential, key } = await rotateCredential(deps, tenant, params.id, body, context)
      return showOnce(reply, tenant, credential, key)
    },
  })
}

/** The secret is for this one answer; no cache on the way may keep it. */
function showOnce(reply: FastifyReply, tenant: Tenant, credential: Credential, key: string) {
  const location = `/api/v1/tenants/${tenant.slug}/credentials/${credential.id}`
  reply.code(201).header('cache-control', 'no-store').header('location', location)
  return { credential: showCredential(credential), secret: key }
}
