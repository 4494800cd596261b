import { Problem } from '@postern/domain'

/** One and the same answer for a group that never was, one that is gone, and one of another tenant. */
export function groupNotFound(): Problem {
  return new Problem('group-not-found', 'the tenant has no group of this namespace and id')
}
