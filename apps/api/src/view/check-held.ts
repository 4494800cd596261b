/**
 * Whether a push would make its group, its namespace or the tenant hold more than it may. A push that does not add to
 * what is held passes even where a limit was lowered below that: it makes nothing worse.
 */
import {
  type GroupContent,
  type GroupingKey,
  groupingKeyId,
  type LimitName,
  type Limits,
  limitExceeded,
  type PreparedFamily,
  type Problem,
} from '@postern/domain'
import { busiestJobs } from './busiest-jobs.ts'
import { countSeries, type Group } from './group.ts'
import { groupsMakingWay } from './making-way.ts'
import type { NamespaceView } from './namespace-view.ts'

export interface PushToHold {
  readonly groupingKey: GroupingKey
  readonly method: 'PUT' | 'POST'
  readonly families: readonly PreparedFamily[]
  readonly limits: Limits
}

/**
 * The first limit that the push would pass, or `undefined`. What goes because the push comes makes room for it. Costs what
 * the push and its group have families.
 */
export function checkHeld(namespace: NamespaceView, push: PushToHold): Problem | undefined {
  const problem = checkBeside(namespace, push, NOBODY)
  if (!problem) return undefined
  const leaving = groupsMakingWay(namespace, push.groupingKey)
  return leaving.length === 0 ? problem : checkBeside(namespace, push, leaving)
}

const NOBODY: readonly Group[] = []

function checkBeside(
  namespace: NamespaceView,
  push: PushToHold,
  leaving: readonly Group[],
): Problem | undefined {
  const group = namespace.find(groupingKeyId(push.groupingKey))
  const before = group ? countSeries(group.content) : 0
  const after = seriesAfter(group?.content, push)
  if (after > before) {
    const problem =
      refuseSeries(push.limits, 'maxSeriesPerGroup', after, 'the group') ??
      refuseGrowth(namespace, push.limits, after - before - seriesOf(leaving))
    if (problem) return problem
  }
  return group ? undefined : checkRoom(namespace, push.limits, leaving.length)
}

/** Whether there may be one more group while so many leave; else why not. */
export function checkRoom(
  namespace: NamespaceView,
  limits: Limits,
  leaving = 0,
): Problem | undefined {
  const { held, heldByTenant } = namespace
  return (
    refuseGroup(namespace, limits, 'maxGroupsPerNamespace', held.groups - leaving) ??
    refuseGroup(namespace, limits, 'maxGroupsPerTenant', heldByTenant.groups - leaving)
  )
}

function seriesOf(groups: readonly Group[]): number {
  return groups.reduce((sum, { content }) => sum + countSeries(content), 0)
}

function seriesAfter(content: GroupContent | undefined, push: PushToHold): number {
  const pushed = push.families.reduce((sum, { series }) => sum + series, 0)
  if (!content || push.method === 'PUT') return pushed
  const names = new Set(push.families.map(({ name }) => name))
  const kept = content.families.filter(({ name }) => !names.has(name))
  return kept.reduce((sum, { series }) => sum + series, pushed)
}

function refuseGrowth(
  { held, heldByTenant }: NamespaceView,
  limits: Limits,
  growth: number,
): Problem | undefined {
  if (growth <= 0) return undefined
  return (
    refuseSeries(limits, 'maxSeriesPerNamespace', held.series + growth, 'the namespace') ??
    refuseSeries(limits, 'maxSeriesPerTenant', heldByTenant.series + growth, 'the tenant')
  )
}

function refuseSeries(
  limits: Limits,
  limit: LimitName,
  series: number,
  who: string,
): Problem | undefined {
  const allowed = limits[limit]
  if (series <= allowed) return undefined
  return limitExceeded({ limit, allowed, found: `${who} would have ${series} series` })
}

function refuseGroup(
  namespace: NamespaceView,
  limits: Limits,
  limit: 'maxGroupsPerNamespace' | 'maxGroupsPerTenant',
  groups: number,
): Problem | undefined {
  const allowed = limits[limit]
  if (groups < allowed) return undefined
  const who = limit === 'maxGroupsPerTenant' ? 'the tenant' : 'the namespace'
  const jobs = busiestJobs(namespace)
  const where = jobs === '' ? '' : ` (the most are of the jobs ${jobs})`
  return limitExceeded({ limit, allowed, found: `${who} would have ${groups + 1} groups${where}` })
}
