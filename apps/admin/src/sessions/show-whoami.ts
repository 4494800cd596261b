import type * as contract from '@postern/contract'
import type { Session } from '@postern/store'
import type { Caller } from '../access/caller.ts'
import { freshUntil, SESSION_IDLE_MS } from './session-life.ts'

export function showWhoami(caller: Caller, nowMs: number): contract.Whoami {
  const { id, role, tenant } = caller
  const shared = { id, role, tenant: tenant?.slug ?? null }
  if (caller.kind === 'operator') {
    const { name } = caller.key
    return {
      kind: 'operator-key',
      ...shared,
      name,
      email: null,
      signsInWith: null,
      session: null,
    }
  }
  const { email, name, signsInWith } = caller.account
  return {
    kind: 'account',
    ...shared,
    name,
    email,
    signsInWith: signsInWith ?? null,
    session: showOwnSession(caller.session, nowMs),
  }
}

function showOwnSession(session: Session, nowMs: number): contract.Whoami['session'] {
  const idleUntilMs = session.seenAt.getTime() + SESSION_IDLE_MS
  return {
    id: session.id,
    expiresAt: session.expiresAt.toISOString(),
    idleUntil: new Date(Math.min(idleUntilMs, session.expiresAt.getTime())).toISOString(),
    freshUntil: freshUntil(session, nowMs)?.toISOString() ?? null,
  }
}
