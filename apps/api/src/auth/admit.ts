import { type CredentialEnd, endOf, isBoundTo, Problem } from '@postern/domain'
import type { TrustRuleUses } from '../trust/trust-rule-uses.ts'
import type { AuthFailures } from './auth-failures.ts'
import type { Caller } from './caller.ts'
import type { CredentialUses } from './credential-uses.ts'
import type { Principal } from './principal.ts'
import type { RefusalReason } from './refusal.ts'
import { isFromAllowed } from './source-networks.ts'

export interface AdmitDeps {
  readonly uses: CredentialUses
  readonly ruleUses: TrustRuleUses
  readonly failures: AuthFailures
  readonly clock: () => number
}

const endings: Readonly<Record<CredentialEnd, string>> = {
  revoked: 'was revoked',
  expired: 'has expired',
  retired: 'was replaced by another',
}

/**
 * Lets in who proved to hold a credential, a key or what a trust rule takes, if that may be used now and from there; its
 * use is noted. Throws `credential-invalid` or `tenant-suspended`.
 */
export function admit(principal: Principal, caller: Caller, deps: AdmitDeps): Principal {
  const { credential, tenant } = principal
  const now = new Date(deps.clock())
  const isRule = credential.kind === 'trust-rule'
  const refuse = (reason: RefusalReason, problem: Problem) => {
    deps.failures.note({
      tenantId: tenant.id,
      credentialId: credential.id,
      credentialName: credential.name,
      isRule,
      isProven: true,
      reason,
      caller,
    })
    return problem
  }
  // First, so that a stolen key says nothing of itself elsewhere.
  if (!isFromAllowed(credential, caller.address)) throw refuse('wrong-address', unknownCredential())
  if (!isBoundTo(credential.clientCertificates, caller.certificateNames)) {
    throw refuse('wrong-certificate', unknownCredential())
  }
  const end = endOf(credential, now)
  if (end) {
    throw refuse(end, new Problem('credential-invalid', `the credential ${endings[end]}`))
  }
  if (tenant.state !== 'active') {
    throw refuse(
      'tenant-inactive',
      new Problem('tenant-suspended', `the tenant is ${tenant.state}`),
    )
  }
  if (isRule) deps.ruleUses.note(tenant.id, credential.id, now)
  else deps.uses.note(tenant.id, credential, now, caller)
  return principal
}

/** One and the same answer for a key that never was, one whose secret is wrong, and one from a wrong place or hand. */
export function unknownCredential(): Problem {
  return new Problem('credential-invalid', 'the credential is not known')
}
