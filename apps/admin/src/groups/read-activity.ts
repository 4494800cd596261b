import type * as contract from '@postern/contract'
import type { Listing } from './group-directories.ts'
import { hasFailed } from './group-filter.ts'
import { showMoment } from './show-group.ts'

/** What a tenant holds, and the last that happened to it. */
export function readActivity({
  directory,
  nowMicros,
}: Listing): contract.Reply<typeof contract.getActivity> {
  const sum = { groups: 0, series: 0, failing: 0 }
  let pushed = 0
  let failed = 0
  for (const entry of directory.all()) {
    if (entry.expiresAtMicros <= nowMicros) continue
    sum.groups++
    sum.series += entry.series
    if (hasFailed(entry)) sum.failing++
    pushed = Math.max(pushed, entry.pushedAtMicros)
    failed = Math.max(failed, entry.failedAtMicros)
  }
  return {
    ...sum,
    lastPushAt: showMoment(pushed || undefined),
    lastFailureAt: showMoment(failed || undefined),
    version: directory.version,
  }
}
