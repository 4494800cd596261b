/** What the end of many groups does to pushes: they must go without making others wait. */
import { setTimeout as sleep } from 'node:timers/promises'
import { whileRunning } from './each-target.ts'
import { fillTogether, measurePushes, type PushFigures, type PushLoad } from './load.ts'
import { table } from './report.ts'
import { startPostern, type Target } from './targets.ts'

interface SweepFigures {
  readonly before: PushFigures
  readonly while: PushFigures
  /** How many of the groups that ended were in the scrape before and after. */
  readonly heldBefore: number
  readonly heldAfter: number
}

// A sweep begins once a minute; all that ended before it has then been seen.
const SWEEP_SECONDS = 75

/** The Pushgateway has nothing of the kind. */
export async function endTable(groups: number, seconds: number): Promise<string> {
  const load = { groups: 1_000, seriesPerPush: 10, connections: 16 }
  // There is to be room for those that end and the others.
  const limits = JSON.stringify({ maxGroupsPerTenant: 2 * groups })
  const target = await startPostern({ POSTERN_DEFAULT_LIMITS: limits })
  const figures = await whileRunning(target, () => measureSweep(target, groups, load, seconds))
  const { before, while: during, heldBefore, heldAfter } = figures
  const row = (name: string, { pushesPerSecond, p50Ms, p99Ms, failures }: PushFigures) => [
    name,
    pushesPerSecond.toFixed(0),
    `${p50Ms} / ${p99Ms}`,
    String(failures),
    (p99Ms / before.p99Ms).toFixed(2),
  ]
  const heads = ['', 'pushes/s', 'p50 / p99 ms', 'failures', 'p99, before is 1']
  const rows = [
    row(`before, ${heldBefore} groups held`, before),
    row(`while they end and are swept, ${heldAfter} after`, during),
  ]
  return `### Pushes while ${groups} groups end: 10 series into 1,000 others, 16 connections\n\n${table(heads, rows)}`
}

/**
 * Pushes before, and while so many groups end and are swept. They are made to end by themselves, so long after the last
 * of them was pushed that there is time to measure before.
 */
async function measureSweep(
  target: Target,
  groups: number,
  load: Omit<PushLoad, 'seconds'>,
  seconds: number,
): Promise<SweepFigures> {
  const startedMs = Date.now()
  // Filling takes a minute or two: what is pushed first is to end last as well.
  const endsAtMs = startedMs + groups * 2 + 60_000
  await fillWithEnd(target, groups, endsAtMs)
  await measurePushes(target, { ...load, seconds: 2 })
  const before = await measurePushes(target, { ...load, seconds })
  const heldBefore = await countHeld(target)
  await sleep(Math.max(0, endsAtMs - Date.now() - 1_000))
  const during = await measurePushes(target, { ...load, seconds: SWEEP_SECONDS })
  return { before, while: during, heldBefore, heldAfter: await countHeld(target) }
}

function fillWithEnd(target: Target, groups: number, endsAtMs: number): Promise<void> {
  return fillTogether(target, groups, (group) => ({
    labels: { job: 'ending', group: String(group) },
    body: 'ending_value 1\n',
    ttl: `${Math.ceil((endsAtMs - Date.now()) / 1_000)}s`,
  }))
}

async function countHeld(target: Target): Promise<number> {
  const url = `${target.url}/api/v1/groups?limit=1&match[]=${encodeURIComponent('{job="ending"}')}`
  const reply = await fetch(url, { headers: target.scrapeHeaders })
  return Number(JSON.parse(await reply.text()).total)
}
