import { type ApiKey, credentialId, tenantId } from '@postern/domain'
import type { GuessThrottle, KeyHasher } from '@postern/server'
import { type AdmitDeps, admit, unknownCredential } from './admit.ts'
import type { Caller } from './caller.ts'
import type { CredentialCache } from './credential-cache.ts'
import type { Principal } from './principal.ts'
import type { RefusalReason } from './refusal.ts'

export interface KeyDeps extends AdmitDeps {
  readonly credentials: CredentialCache
  readonly hasher: KeyHasher
  readonly guesses: GuessThrottle
}

/**
 * Whose key it is. Throws `credential-invalid` or `tenant-suspended`, and `authentication-throttled` for an address that
 * guesses: there only keys that this replica knows already are let in, since to look for others takes a query.
 */
export async function principalOfKey(
  key: ApiKey,
  caller: Caller,
  deps: KeyDeps,
): Promise<Principal> {
  const place = [tenantId(key.tenantId), credentialId(key.keyId)] as const
  deps.guesses.refuseTooMany(caller.address, () => {
    const known = deps.credentials.peek(...place)
    return known !== undefined && deps.hasher.matches(key.secret, known.credential.secret)
  })
  const grant = key.kind === 'operator' ? undefined : await deps.credentials.find(...place)
  if (deps.hasher.matches(key.secret, grant?.credential.secret) && grant) {
    return admit(grant, caller, deps)
  }
  deps.guesses.noteFailure(caller.address)
  const reason: RefusalReason = grant ? 'wrong-secret' : 'unknown-key'
  const [ofTenant, id] = place
  const isProven = false
  deps.failures.note({ tenantId: ofTenant, credentialId: id, isProven, reason, caller })
  throw unknownCredential()
}
