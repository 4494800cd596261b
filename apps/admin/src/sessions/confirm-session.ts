import { NO_TENANT, Problem } from '@postern/domain'
import { findSecrets, withTenant } from '@postern/store'
import type { FastifyRequest } from 'fastify'
import type { AccountCaller } from '../access/caller.ts'
import { actContext } from '../act-context.ts'
import { takeSecondFactor } from '../sign-in/second-factor.ts'
import type { SignInDeps } from '../sign-in/sign-in.ts'
import type { BegunSession } from './begin-session.ts'
import { renewSession } from './renew-session.ts'

interface Proof {
  readonly password: string
  readonly code: string
}

/** Lets a person prove again who they are. Throws `sign-in-refused`, `second-factor-required` or `account-state`. */
export async function confirmSession(
  deps: SignInDeps,
  request: FastifyRequest,
  caller: AccountCaller,
  { password, code }: Proof,
): Promise<BegunSession> {
  const { account } = caller
  if (account.signsInWith !== 'password') throw signsInElsewhere()
  const claim = { account: `session/${account.id}`, address: request.ip }
  deps.throttle.refuseTooMany(claim)
  const refuse = async (reason: 'password' | 'second-factor', problem: Problem) => {
    deps.throttle.noteFailure(claim)
    await deps.failures.note(request, {
      tenantId: account.tenantId,
      accountId: account.id,
      reason,
    })
    return problem
  }
  const secrets = await findSecrets(deps.db, account.id)
  if (!(await deps.passwords.matches(password, secrets?.password)) || !secrets?.totp) {
    throw await refuse('password', new Problem('sign-in-refused', 'the password is not right'))
  }
  const { totp } = secrets
  const context = actContext(request, deps.clock())
  const renewed = await withTenant(deps.db, account.tenantId ?? NO_TENANT, async (own) => {
    if (!(await takeSecondFactor(deps, own, account, totp, code, context))) return undefined
    return renewSession(deps, own, caller, new Date(context.nowMs), context)
  })
  if (renewed) return renewed
  throw await refuse(
    'second-factor',
    new Problem('second-factor-required', 'the code is not right, or was used before'),
  )
}

/** For what is of no use to who has no password here. */
export function signsInElsewhere(): Problem {
  return new Problem(
    'account-state',
    'you sign in at the provider, which has your password and second factor',
  )
}
