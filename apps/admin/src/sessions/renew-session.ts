import { type ActContext, NO_TENANT, Problem } from '@postern/domain'
import { type KeyHasher, reissueToken } from '@postern/server'
import { appendAudit, type TenantDb, renewSession as writeRenewal } from '@postern/store'
import type { AccountCaller } from '../access/caller.ts'
import type { BegunSession } from './begin-session.ts'

/**
 * The person proved anew who they are: the session is fresh, and under another secret, so that a cookie which somebody
 * took before has no part in it.
 */
export async function renewSession(
  { hasher }: { readonly hasher: KeyHasher },
  own: TenantDb,
  caller: AccountCaller,
  provedAt: Date,
  context: ActContext,
): Promise<BegunSession> {
  const { account, session } = caller
  const token = reissueToken(hasher, session.id)
  if (!(await writeRenewal(own, session.id, token.secret, provedAt))) {
    throw new Problem('session-ended', 'the session was ended meanwhile; sign in again')
  }
  await appendAudit(own, account.tenantId ?? NO_TENANT, context, {
    action: 'session.confirm',
    target: { kind: 'account', id: account.id },
    after: { session: session.id },
  })
  return { caller: { ...caller, session: { ...session, provedAt } }, token: token.text }
}
