import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { Problem } from '@postern/domain'
import { GuessThrottle } from '@postern/server'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actContext } from '../act-context.ts'
import { sendSession } from '../sessions/begin-session.ts'
import { showWhoami } from '../sessions/show-whoami.ts'
import { acceptWelcome } from './accept-welcome.ts'
import { makeSetUpLink, type WelcomeDeps } from './make-link.ts'
import { readWelcome } from './read-welcome.ts'

/** How people get in for the first time, or again after a loss. */
export async function welcomeRoutes(app: FastifyInstance, deps: WelcomeDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  const guesses = new GuessThrottle(deps.clock)

  routes.route({
    ...contract.readWelcome,
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return throttled(guesses, request, () => readWelcome(deps, request.body.token))
    },
  })

  routes.route({
    ...contract.acceptWelcome,
    handler: async (request, reply) => {
      const { begun, recoveryCodes } = await throttled(guesses, request, () =>
        acceptWelcome(deps, request, request.body),
      )
      sendSession(reply.code(201), begun)
      return { ...showWhoami(begun.caller, deps.clock()), recoveryCodes: [...recoveryCodes] }
    },
  })

  routes.route({
    ...contract.createSetUpLink,
    handler: async (request, reply) => {
      const { link, expiresAt } = await makeSetUpLink(deps, actContext(request, deps.clock()))
      reply.code(201).header('cache-control', 'no-store')
      return { link, expiresAt: expiresAt.toISOString() }
    },
  })
}

/** Somebody whose links or codes are wrong again and again is guessing. */
async function throttled<T>(
  guesses: GuessThrottle,
  { ip }: FastifyRequest,
  work: () => Promise<T>,
): Promise<T> {
  guesses.refuseTooMany(ip)
  try {
    return await work()
  } catch (error) {
    const isGuess =
      error instanceof Problem &&
      (error.code === 'link-not-found' || error.code === 'request-invalid')
    if (isGuess) guesses.noteFailure(ip)
    throw error
  }
}
