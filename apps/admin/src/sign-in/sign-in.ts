import type { SignInDraft } from '@postern/contract'
import { type Account, accountId, NO_TENANT, normalEmail, Problem, tenantId } from '@postern/domain'
import {
  type AccountSecrets,
  type Db,
  findAccountByEmail,
  findSecrets,
  findTenantBySlug,
  lockAccount,
  savePassword,
  withTenant,
} from '@postern/store'
import type { FastifyRequest } from 'fastify'
import type { OwnTenant } from '../access/caller.ts'
import { personContext } from '../act-context.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import type { FailedSignIns } from './failed-sign-ins.ts'
import type { Passwords } from './passwords.ts'
import { type SecondFactorDeps, takeSecondFactor } from './second-factor.ts'
import type { Claim, SignInThrottle } from './sign-in-throttle.ts'

export interface SignInDeps extends SecondFactorDeps {
  readonly db: Db
  readonly clock: () => number
  readonly passwords: Passwords
  readonly throttle: SignInThrottle
  readonly failures: FailedSignIns
}

/** Who has that address there, if anybody has. */
interface Candidate {
  readonly tenant: OwnTenant | undefined
  readonly account: Account | undefined
  readonly secrets: AccountSecrets | undefined
}

/**
 * Signs somebody in who knows the password and has the second factor. Throws `sign-in-refused` after the same work
 * whatever is wrong, and `second-factor-required` to who knows the password.
 */
export async function signIn(
  deps: SignInDeps,
  request: FastifyRequest,
  draft: SignInDraft,
): Promise<BegunSession> {
  const claim = claimOf(request, draft)
  deps.throttle.refuseTooMany(claim)
  const candidate = await findCandidate(deps.db, draft)
  const { account, secrets } = candidate
  const isRight = await deps.passwords.matches(draft.password, secrets?.password)
  if (!isRight || !account || account.state !== 'active' || !secrets?.totp) {
    deps.throttle.noteFailure(claim)
    await deps.failures.note(request, failureOf(candidate, isRight ? 'state' : 'password'))
    throw new Problem('sign-in-refused', 'the e-mail address or the password is not right')
  }
  if (draft.code === undefined) {
    throw secondFactorRequired('now the six digits of the authenticator app, or a recovery code')
  }
  const begun = await enter(deps, request, candidate, account, draft.code)
  if (!begun) {
    deps.throttle.noteFailure(claim)
    await deps.failures.note(request, failureOf(candidate, 'second-factor'))
    throw secondFactorRequired('the code is not right, or was used before; wait for the next one')
  }
  deps.throttle.noteSuccess(claim)
  await renewOutdatedPassword(deps, account, secrets, draft.password)
  return begun
}

/** `undefined` when the second factor is not right, or the account is not the one any more whose password it was. */
function enter(
  deps: SignInDeps,
  request: FastifyRequest,
  { tenant, secrets: seen }: Candidate,
  { id, name }: Account,
  code: string,
): Promise<BegunSession | undefined> {
  const context = personContext(request, deps.clock(), { id, name })
  const provedAt = new Date(context.nowMs)
  return withTenant(deps.db, tenant?.id ?? NO_TENANT, async (own) => {
    const account = await lockAccount(own, id)
    const secrets = await findSecrets(own, id)
    if (!account || !secrets?.totp || !isSamePassword(seen, secrets)) return undefined
    if (!(await takeSecondFactor(deps, own, account, secrets.totp, code, context))) return undefined
    return beginSession(deps, own, request, { account, tenant, provedAt }, context)
  })
}

function isSamePassword(seen: AccountSecrets | undefined, { password }: AccountSecrets): boolean {
  return password !== undefined && seen?.password?.hash.equals(password.hash) === true
}

function claimOf(request: FastifyRequest, { tenant = '', email }: SignInDraft): Claim {
  return { account: `${tenant}/${normalEmail(email)}`, address: request.ip }
}

// What looks for somebody there is told that there is nobody, after the same queries.
const NOWHERE = tenantId('ffffffff-ffff-ffff-ffff-ffffffffffff')
const NOBODY = accountId('ffffffff-ffff-ffff-ffff-ffffffffffff')

async function findCandidate(db: Db, { tenant: slug, email }: SignInDraft): Promise<Candidate> {
  const tenant = slug === undefined ? undefined : await findTenantBySlug(db, slug)
  const reach = slug === undefined ? NO_TENANT : (tenant?.id ?? NOWHERE)
  const account = await findAccountByEmail(db, reach, normalEmail(email))
  const secrets = await findSecrets(db, account?.id ?? NOBODY)
  return { tenant: tenant && { id: tenant.id, slug: tenant.slug }, account, secrets }
}

function failureOf({ tenant, account }: Candidate, reason: 'password' | 'second-factor' | 'state') {
  return { tenantId: tenant?.id, accountId: account?.id, reason }
}

/** One that would be hashed otherwise today: now is the one moment at which it is known. */
async function renewOutdatedPassword(
  { db, passwords }: SignInDeps,
  { id }: Account,
  { password: stored }: AccountSecrets,
  password: string,
): Promise<void> {
  if (!stored || !passwords.isOutdated(stored)) return
  await savePassword(db, id, await passwords.hash(password))
}

function secondFactorRequired(detail: string): Problem {
  return new Problem('second-factor-required', detail)
}
