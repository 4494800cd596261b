import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AccountCaller } from '../access/caller.ts'
import { requirePerson } from '../access/require-access.ts'
import { actContext } from '../act-context.ts'
import { signsInElsewhere } from '../sessions/confirm-session.ts'
import type { SignInDeps } from '../sign-in/sign-in.ts'
import {
  beginTotpChange,
  changePassword,
  changeTotp,
  countRecoveryCodes,
  renewRecoveryCodes,
} from './own-secrets.ts'

/** What people change of what proves that they are themselves. */
export async function ownAccountRoutes(app: FastifyInstance, deps: SignInDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  const context = (request: FastifyRequest) => actContext(request, deps.clock())

  routes.route({
    ...contract.changePassword,
    handler: async (request, reply) => {
      const person = requirePassword(request)
      await changePassword(deps, person, request.body.password, context(request))
      return reply.code(204).send(null)
    },
  })

  routes.route({
    ...contract.beginTotpChange,
    handler: async (request, reply) => {
      reply.code(201).header('cache-control', 'no-store')
      return beginTotpChange(deps, requirePassword(request))
    },
  })

  routes.route({
    ...contract.changeTotp,
    handler: async (request, reply) => {
      await changeTotp(deps, requirePassword(request), request.body.code, context(request))
      return reply.code(204).send(null)
    },
  })

  routes.route({
    ...contract.countRecoveryCodes,
    handler: async (request) => ({
      left: await countRecoveryCodes(deps, requirePassword(request)),
    }),
  })

  routes.route({
    ...contract.renewRecoveryCodes,
    handler: async (request, reply) => {
      const codes = await renewRecoveryCodes(deps, requirePassword(request), context(request))
      reply.code(201).header('cache-control', 'no-store')
      return { recoveryCodes: [...codes] }
    },
  })
}

/** Throws `account-state` for who signs in at the provider. */
function requirePassword(request: FastifyRequest): AccountCaller {
  const person = requirePerson(request)
  if (person.account.signsInWith === 'password') return person
  throw signsInElsewhere()
}
