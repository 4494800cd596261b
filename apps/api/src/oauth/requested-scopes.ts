import type { Scope } from '@postern/domain'
import type { AuthFailures } from '../auth/auth-failures.ts'
import type { Caller } from '../auth/caller.ts'
import type { Principal } from '../auth/principal.ts'
import { OAuthError } from './oauth-error.ts'

/** RFC 6749 section 3.3: the scopes that a client asks for, all that it may have when it does not say. */
export function requestedScopes(
  requested: string | undefined,
  { credential, tenant }: Principal,
  caller: Caller,
  { failures }: { readonly failures: AuthFailures },
): readonly Scope[] {
  const granted = credential.scopes
  if (requested === undefined) return granted
  const names = requested.split(' ').filter((name) => name !== '')
  const missing = names.find((name) => !granted.some((scope) => scope === name))
  if (missing !== undefined || names.length === 0) {
    failures.note({
      tenantId: tenant.id,
      credentialId: credential.id,
      credentialName: credential.name,
      isRule: credential.kind === 'trust-rule',
      isProven: true,
      reason: 'scope',
      caller,
    })
    const may = granted.join(', ')
    throw new OAuthError('invalid_scope', `the credential may have the scopes ${may}`)
  }
  return granted.filter((scope) => names.includes(scope))
}
