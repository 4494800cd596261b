import type * as contract from '@postern/contract'
import { listTenantTotals, listUsageSums, stepOf, sumTenants, type UsageSum } from '@postern/store'
import { findChecksDown, findExpiringKeys, type HandDeps } from './needs-a-hand.ts'
import { perSecond, showTotals } from './show-totals.ts'

type Overview = contract.Reply<typeof contract.getOverview>

const STEP_SECONDS = 300
const DAY_MS = 86_400_000
const LARGEST = 10

/** All of it at a glance. Costs the same with ten tenants and ten thousand, but for one sum over a row of each. */
export async function readOverview(deps: HandDeps): Promise<Overview> {
  const { db, clock } = deps
  const now = new Date(clock())
  const states = await sumTenants(db)
  const line = await listUsageSums(db, new Date(now.getTime() - DAY_MS))
  const page = { order: 'series', after: undefined, limit: LARGEST } as const
  const largest = await listTenantTotals(db, now, page)
  const inState = (name: string) => states.find(({ state }) => state === name)?.tenants ?? 0
  return {
    tenants: {
      active: inState('active'),
      suspended: inState('suspended'),
      deleting: inState('deleting'),
    },
    groups: states.reduce((sum, { groups }) => sum + groups, 0),
    series: states.reduce((sum, { series }) => sum + series, 0),
    ...lately(line, now),
    line: line.map(showPoint),
    largest: largest.map(showTotals),
    expiringKeys: await findExpiringKeys(deps),
    checksDown: await findChecksDown(deps),
  }
}

/** On average since the step before this one began: replicas tell once a minute. */
function lately(line: readonly UsageSum[], now: Date) {
  const begin = stepOf(now).getTime() - STEP_SECONDS * 1_000
  const seconds = (now.getTime() - begin) / 1_000
  const recent = line.filter(({ at }) => at.getTime() >= begin)
  const sum = (value: (point: UsageSum) => number) =>
    recent.reduce((total, point) => total + value(point), 0)
  return {
    pushesPerSecond: perSecond(sum(({ pushes }) => pushes) / seconds),
    refusalsPerSecond: perSecond(sum(({ refusals }) => refusals) / seconds),
  }
}

function showPoint({ at, pushes, refusals, samples }: UsageSum): Overview['line'][number] {
  return {
    at: at.toISOString(),
    pushesPerSecond: perSecond(pushes / STEP_SECONDS),
    refusalsPerSecond: perSecond(refusals / STEP_SECONDS),
    samplesPerSecond: perSecond(samples / STEP_SECONDS),
  }
}
