import { createHash } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import * as contract from '@postern/contract'
import { NO_TENANT, Problem } from '@postern/domain'
import { findAccountsOfSubject, findSession, takeSignIn, withTenant } from '@postern/store'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sessionCaller } from '../access/authenticate-session.ts'
import {
  clearCookie,
  readCookie,
  SESSION_COOKIE,
  SIGN_IN_COOKIE,
  setCookie,
} from '../access/cookies.ts'
import { personContext, strangerContext } from '../act-context.ts'
import { type BegunSession, beginSession, sendSession } from '../sessions/begin-session.ts'
import { renewSession } from '../sessions/renew-session.ts'
import type { SignInDeps } from '../sign-in/sign-in.ts'
import { enterAccount, findMatch } from './find-entrant.ts'
import { FLOW_MS, type Flow, FlowCookie } from './flow-cookie.ts'
import { type Identity, type Provider, providerRefused } from './provider.ts'

export interface ProviderDeps extends SignInDeps {
  readonly provider: Provider | undefined
}

/** How people get in by way of the OpenID provider. */
export async function providerRoutes(app: FastifyInstance, deps: ProviderDeps): Promise<void> {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  const flows = new FlowCookie(deps.hasher)

  routes.route({
    ...contract.beginProviderSignIn,
    handler: async (request, reply) => {
      const { returnTo = '/', fresh = false, tenant } = request.query
      const { url, challenge } = await requireProvider(deps).begin(fresh)
      const flow: Flow = {
        ...challenge,
        returnTo,
        ...(tenant !== undefined && { tenant }),
        ...(fresh && { session: await sessionOf(deps, request) }),
        expiresMs: deps.clock() + FLOW_MS,
      }
      setCookie(reply, SIGN_IN_COOKIE, flows.write(flow))
      return reply.header('cache-control', 'no-store').redirect(url.href, 303)
    },
  })

  routes.route({
    ...contract.endProviderSignIn,
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      try {
        const { begun, returnTo } = await comeBack(deps, flows, request)
        clearCookie(reply, SIGN_IN_COOKIE)
        sendSession(reply, begun)
        return reply.redirect(returnTo, 303)
      } catch (error) {
        return sendBack(request, reply, error)
      }
    },
  })
}

function requireProvider({ provider }: ProviderDeps): Provider {
  if (provider) return provider
  throw new Problem('provider-not-found', 'this installation has no OpenID provider')
}

/** The session that is to be fresh. Throws `session-ended`. */
async function sessionOf(deps: ProviderDeps, request: FastifyRequest): Promise<string> {
  const cookie = readCookie(request, SESSION_COOKIE)
  if (cookie === undefined) throw new Problem('session-ended', 'sign in first')
  return (await sessionCaller(deps, request, cookie)).session.id
}

/** A person looks at a page, not at JSON: the sign-in page says what happened. */
function sendBack(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof Problem)) throw error
  request.log.warn(
    { code: error.code, reason: reasonsOf(error) },
    'a sign-in at the provider failed',
  )
  clearCookie(reply, SIGN_IN_COOKIE)
  return reply.redirect(`/sign-in?problem=${error.code}`, 303)
}

/** The words of an error and of what led to it; no tokens are in them. */
function reasonsOf(error: Error): string[] {
  const { cause } = error
  return [error.message, ...(cause instanceof Error ? reasonsOf(cause) : [])]
}

async function comeBack(
  deps: ProviderDeps,
  flows: FlowCookie,
  request: FastifyRequest,
): Promise<{ readonly begun: BegunSession; readonly returnTo: string }> {
  const provider = requireProvider(deps)
  const nowMs = deps.clock()
  const cookie = readCookie(request, SIGN_IN_COOKIE)
  const flow = cookie === undefined ? undefined : flows.read(cookie, nowMs)
  if (!flow) throw providerRefused(new Error('it was not begun in this browser, or too long ago'))
  await useOnce(deps, flow, nowMs)
  const identity = await provider.end(searchOf(request), flow)
  const begun =
    flow.session === undefined
      ? await enter(deps, provider, request, identity, flow)
      : await confirm(deps, request, identity, flow.session)
  return { begun, returnTo: flow.returnTo }
}

/** All behind the path, as the provider wrote it. */
function searchOf({ raw }: FastifyRequest): string {
  const url = raw.url ?? ''
  const at = url.indexOf('?')
  return at === -1 ? '' : url.slice(at)
}

/** Whoever sees the address of the way back later cannot go that way again, whatever the provider thinks. */
async function useOnce({ db }: ProviderDeps, flow: Flow, nowMs: number): Promise<void> {
  const hash = createHash('sha256').update(flow.state).digest()
  if (await takeSignIn(db, hash, new Date(flow.expiresMs), new Date(nowMs))) return
  throw providerRefused(new Error('the way back was gone before'))
}

async function enter(
  deps: ProviderDeps,
  { settings }: Provider,
  request: FastifyRequest,
  identity: Identity,
  { tenant: slug }: Flow,
): Promise<BegunSession> {
  const nowMs = deps.clock()
  const match = await findMatch(deps.db, settings, identity, slug)
  const { tenant } = match
  return withTenant(deps.db, tenant?.id ?? NO_TENANT, async (own) => {
    const account = await enterAccount(own, match, identity, strangerContext(request, nowMs))
    const entrant = {
      account,
      tenant: tenant && { id: tenant.id, slug: tenant.slug },
      provedAt: provedAt(identity, nowMs),
    }
    return beginSession(deps, own, request, entrant, personContext(request, nowMs, account))
  })
}

/** A provider that does not tell may remember the person from a month ago: that is not fresh. */
function provedAt({ provedAt: told }: Identity, nowMs: number): Date {
  return told ? new Date(Math.min(told.getTime(), nowMs)) : new Date(0)
}

/** Makes a session fresh whose person just proved to the provider who they are. */
async function confirm(
  deps: ProviderDeps,
  request: FastifyRequest,
  identity: Identity,
  sessionId: string,
): Promise<BegunSession> {
  const nowMs = deps.clock()
  const open = await findSession(deps.db, sessionId)
  if (!open) throw new Problem('session-ended', 'the session was ended meanwhile; sign in again')
  const { account, session, tenantSlug } = open
  const own = await findAccountsOfSubject(deps.db, identity)
  if (!own.some(({ id }) => id === account.id)) {
    throw providerRefused(new Error('it is somebody else than who the session belongs to'))
  }
  const caller = {
    kind: 'account',
    id: account.id,
    role: account.role,
    tenant: account.tenantId && { id: account.tenantId, slug: tenantSlug ?? '' },
    account,
    session,
  } as const
  const context = personContext(request, nowMs, account)
  return withTenant(deps.db, account.tenantId ?? NO_TENANT, (trx) =>
    renewSession(deps, trx, caller, provedAt(identity, nowMs), context),
  )
}
