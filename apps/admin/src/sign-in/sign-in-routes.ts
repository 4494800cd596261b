import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { anyAccount } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { sendSession } from '../sessions/begin-session.ts'
import { showWhoami } from '../sessions/show-whoami.ts'
import { type SignInDeps, signIn } from './sign-in.ts'

export interface SignInRouteDeps extends SignInDeps {
  /** What the button says that leads to the OpenID provider, if there is one. */
  readonly providerName: string | undefined
}

/** How people get in with a password. */
export async function signInRoutes(app: FastifyInstance, deps: SignInRouteDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.getSignInWays,
    handler: async () => ({
      anyAccount: await anyAccount(deps.db),
      provider: deps.providerName === undefined ? null : { name: deps.providerName },
    }),
  })

  routes.route({
    ...contract.signIn,
    handler: async (request, reply) => {
      const begun = await signIn(deps, request, request.body)
      sendSession(reply, begun)
      return showWhoami(begun.caller, deps.clock())
    },
  })
}
