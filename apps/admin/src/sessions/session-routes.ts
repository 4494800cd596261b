import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { isUuid, NO_TENANT, Problem } from '@postern/domain'
import {
  appendAudit,
  deleteSession,
  deleteSessions,
  listSessions,
  withTenant,
} from '@postern/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { clearCookie, SESSION_COOKIE } from '../access/cookies.ts'
import { requirePerson } from '../access/require-access.ts'
import { actContext } from '../act-context.ts'
import type { SignInDeps } from '../sign-in/sign-in.ts'
import { sendSession } from './begin-session.ts'
import { confirmSession } from './confirm-session.ts'
import { SESSION_IDLE_MS } from './session-life.ts'
import { showSession } from './show-session.ts'
import { showWhoami } from './show-whoami.ts'

/** Who one is, and in which browsers. */
export async function sessionRoutes(app: FastifyInstance, deps: SignInDeps): Promise<void> {
  const { db, clock } = deps
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  routes.route({
    ...contract.whoami,
    handler: async ({ caller }) => {
      if (!caller) throw new Error('whoami is not public')
      return showWhoami(caller, clock())
    },
  })

  routes.route({
    ...contract.listSessions,
    handler: async (request) => {
      const { account, session: current } = requirePerson(request)
      const nowMs = clock()
      const all = await listSessions(db, account.id)
      const open = all.filter(
        ({ expiresAt, seenAt }) =>
          nowMs < expiresAt.getTime() && nowMs < seenAt.getTime() + SESSION_IDLE_MS,
      )
      return { sessions: open.map((each) => showSession(each, current.id)) }
    },
  })

  routes.route({
    ...contract.confirmSession,
    handler: async (request, reply) => {
      const begun = await confirmSession(deps, request, requirePerson(request), request.body)
      sendSession(reply, begun)
      return showWhoami(begun.caller, clock())
    },
  })

  endRoutes(app, deps)
}

function endRoutes(app: FastifyInstance, { db, clock }: SignInDeps): void {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()

  const endOne = async (request: FastifyRequest, id: string) => {
    const { account } = requirePerson(request)
    const chain = account.tenantId ?? NO_TENANT
    await withTenant(db, chain, async (own) => {
      const isEnded = isUuid(id) && (await deleteSession(own, account.id, id))
      if (!isEnded) throw new Problem('session-not-found', 'you have no session of this id')
      await appendAudit(own, chain, actContext(request, clock()), {
        action: 'session.end',
        target: { kind: 'account', id: account.id },
        before: { session: id },
      })
    })
  }

  routes.route({
    ...contract.signOut,
    handler: async (request, reply) => {
      await endOne(request, requirePerson(request).session.id)
      clearCookie(reply, SESSION_COOKIE)
      return reply.code(204).send(null)
    },
  })

  routes.route({
    ...contract.endSession,
    handler: async (request, reply) => {
      await endOne(request, request.params.id)
      return reply.code(204).send(null)
    },
  })

  routes.route({
    ...contract.endOtherSessions,
    handler: async (request, reply) => {
      const { account, session } = requirePerson(request)
      const chain = account.tenantId ?? NO_TENANT
      await withTenant(db, chain, async (own) => {
        await deleteSessions(own, account.id, session.id)
        await appendAudit(own, chain, actContext(request, clock()), {
          action: 'session.end',
          target: { kind: 'account', id: account.id },
          before: { allBut: session.id },
        })
      })
      return reply.code(204).send(null)
    },
  })
}
