import { Problem } from '@postern/domain'
import { type KeyHasher, readToken } from '@postern/server'
import { type Db, findSession, type OpenSession, touchSession } from '@postern/store'
import type { FastifyRequest } from 'fastify'
import { SESSION_IDLE_MS } from '../sessions/session-life.ts'
import type { AccountCaller } from './caller.ts'

export interface SessionDeps {
  readonly db: Db
  readonly hasher: KeyHasher
  readonly clock: () => number
}

// An update with every request would be a hot row; half an hour is told as well by minutes.
const TOUCH_MS = 60_000

/** What a page asks by itself, without its person, does not keep a session alive. */
const BACKGROUND = 'postern-background'

/** Who opened the session whose cookie this is. Throws `session-ended` for any that opens none. */
export async function sessionCaller(
  deps: SessionDeps,
  request: FastifyRequest,
  cookie: string,
): Promise<AccountCaller> {
  const now = new Date(deps.clock())
  const open = await openSession(deps, cookie)
  if (!open || hasEnded(open, now)) throw sessionEnded()
  const { account, session, tenantSlug } = open
  const isSeen = request.headers[BACKGROUND] === undefined
  if (isSeen && now.getTime() - session.seenAt.getTime() >= TOUCH_MS) {
    await touchSession(deps.db, session.id, now)
  }
  return {
    kind: 'account',
    id: account.id,
    role: account.role,
    tenant: account.tenantId && { id: account.tenantId, slug: tenantSlug ?? '' },
    account,
    session: isSeen ? { ...session, seenAt: now } : session,
  }
}

/** The session that a cookie opens, if it opens one, whether or not that has ended by time. */
export async function openSession(
  { db, hasher }: Pick<SessionDeps, 'db' | 'hasher'>,
  cookie: string,
): Promise<OpenSession | undefined> {
  const token = readToken(cookie)
  if (!token) return undefined
  const found = await findSession(db, token.id)
  return hasher.matches(token.secret, found?.secret) ? found : undefined
}

function hasEnded({ session, account }: OpenSession, now: Date): boolean {
  const idleUntil = session.seenAt.getTime() + SESSION_IDLE_MS
  return account.state !== 'active' || now >= session.expiresAt || now.getTime() >= idleUntil
}

function sessionEnded(): Problem {
  return new Problem('session-ended', 'the session has ended; sign in again')
}
