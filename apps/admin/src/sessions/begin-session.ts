import { type Account, type ActContext, NO_TENANT, Problem } from '@postern/domain'
import { issueToken, type KeyHasher } from '@postern/server'
import {
  appendAudit,
  deleteSession,
  insertSession,
  noteSignIn,
  type Session,
  type TenantDb,
} from '@postern/store'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { openSession } from '../access/authenticate-session.ts'
import type { AccountCaller, OwnTenant } from '../access/caller.ts'
import { readCookie, SESSION_COOKIE, setCookie } from '../access/cookies.ts'
import { SESSION_MS } from './session-life.ts'

export interface Entrant {
  readonly account: Account
  readonly tenant: OwnTenant | undefined
  /** When the person last proved to be themselves, which a provider may remember from long ago. */
  readonly provedAt: Date
}

export interface BegunSession {
  readonly caller: AccountCaller
  /** What the cookie is to hold. */
  readonly token: string
}

/**
 * Begins a session under a new secret, whatever cookie came along: nobody can have planted it. The session that the
 * cookie opened ends.
 */
export async function beginSession(
  deps: { readonly hasher: KeyHasher },
  own: TenantDb,
  request: FastifyRequest,
  { account, tenant, provedAt }: Entrant,
  context: ActContext,
): Promise<BegunSession> {
  const now = new Date(context.nowMs)
  await endFormer(deps, own, request)
  const token = issueToken(deps.hasher, context.nowMs)
  const session: Session = {
    id: token.id,
    accountId: account.id,
    createdAt: now,
    seenAt: now,
    expiresAt: new Date(context.nowMs + SESSION_MS),
    provedAt,
    address: request.ip,
    userAgent: context.actor.userAgent?.slice(0, MAX_USER_AGENT),
  }
  if (!(await noteSignIn(own, account.id, now))) {
    throw new Problem('sign-in-refused', 'the account was suspended or deleted just now')
  }
  await insertSession(own, session, token.secret)
  await appendAudit(own, account.tenantId ?? NO_TENANT, context, {
    action: 'session.begin',
    target: { kind: 'account', id: account.id },
    after: { session: session.id, signsInWith: account.signsInWith },
  })
  const reach = { id: account.id, role: account.role, tenant }
  return {
    caller: { kind: 'account', ...reach, account: { ...account, signedInAt: now }, session },
    token: token.text,
  }
}

// Enough to tell one browser from another; the rest of a header is the client's to fill.
const MAX_USER_AGENT = 256

async function endFormer(
  { hasher }: { readonly hasher: KeyHasher },
  db: TenantDb,
  request: FastifyRequest,
): Promise<void> {
  const cookie = readCookie(request, SESSION_COOKIE)
  const former = cookie === undefined ? undefined : await openSession({ db, hasher }, cookie)
  if (former) await deleteSession(db, former.account.id, former.session.id)
}

/** Hands the session to the browser, once it is committed. */
export function sendSession(reply: FastifyReply, { token }: BegunSession): void {
  setCookie(reply, SESSION_COOKIE, token)
  reply.header('cache-control', 'no-store')
}
