import { brokenLabelRule, type GroupingKey, Problem } from '@postern/domain'
import type { Principal } from './principal.ts'

/** Throws `label-forbidden` for a group that the credential's label rules do not let it change. */
export function requireLabels({ credential }: Principal, key: GroupingKey): void {
  const broken = brokenLabelRule(credential.labelRules, key)
  if (!broken) return
  const { label, patterns } = broken
  throw new Problem(
    'label-forbidden',
    `the credential is for groups whose ${label} is ${patterns.join(' or ')}, not ${JSON.stringify(broken.value)}`,
    { members: { label, patterns } },
  )
}

/** Whether a group is one of those that the credential may change. */
export function mayChange({ credential }: Principal, key: GroupingKey): boolean {
  return brokenLabelRule(credential.labelRules, key) === undefined
}
