import { type Check, groupingKeyId, Problem } from '@postern/domain'

/** Throws `check-exists` for a check beside another one of its name, or on its labels. */
export function refuseSecond(check: Check, others: readonly Check[]): void {
  for (const other of others) {
    if (other.id === check.id || other.namespace !== check.namespace) continue
    if (other.name === check.name) {
      throw new Problem(
        'check-exists',
        `there is a check "${check.name}" in this namespace already`,
      )
    }
    if (groupingKeyId(other.labels) === groupingKeyId(check.labels)) {
      throw new Problem(
        'check-exists',
        `the check "${other.name}" hangs on this job and these labels`,
      )
    }
  }
}
