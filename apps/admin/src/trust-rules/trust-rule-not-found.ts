import { Problem } from '@postern/domain'

/** One and the same answer for an id that never was and one of another tenant. */
export function trustRuleNotFound(): Problem {
  return new Problem('trust-rule-not-found', 'the tenant has no trust rule of this id')
}
