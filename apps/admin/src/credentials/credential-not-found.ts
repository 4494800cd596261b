import { Problem } from '@postern/domain'

/** One and the same answer for an id that never was and one of another tenant. */
export function credentialNotFound(): Problem {
  return new Problem('credential-not-found', 'the tenant has no credential of this id')
}
