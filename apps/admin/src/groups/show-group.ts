import type * as contract from '@postern/contract'
import { labelRecord, showOwnRetention } from '@postern/domain'
import type { GroupRecord } from '@postern/store'
import { groupId } from './directory-entry.ts'

export function showGroup(group: GroupRecord): contract.Group {
  const { pushedAtMicros = 0, failedAtMicros = 0, origin, own } = group
  return {
    id: groupId(group),
    namespace: group.namespace,
    labels: labelRecord(group.groupingKey),
    pushedAt: showMoment(group.pushedAtMicros),
    failedAt: showMoment(group.failedAtMicros),
    lastPushSucceeded: failedAtMicros <= pushedAtMicros,
    lastPush: origin ? { ...origin, userAgent: origin.userAgent ?? null } : null,
    lastError: group.lastError ?? null,
    contestedAt: showMoment(group.contestedAtMicros),
    expiresAt: showMoment(group.expiresAtMicros),
    expiryRule: group.expiryRule ?? null,
    expiryIsCut: group.expiryIsCut,
    ...showOwnRetention(own),
    families: group.families,
    series: group.series,
    bytes: group.bytes,
  }
}

/** Null for what did not happen, and for what never will. */
export function showMoment(micros: number | undefined): string | null {
  if (micros === undefined || !Number.isFinite(micros)) return null
  return new Date(micros / 1_000).toISOString()
}
