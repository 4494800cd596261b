/** What the end of many groups does to pushes: they must go without making others wait. */
import { setTimeout as sleep } from 'node:timers/promises'
import { measurePushes, type PushFigures, type PushLoad } from './load.ts'
import type { Target } from './targets.ts'

export interface SweepFigures {
  readonly before: PushFigures
  readonly while: PushFigures
  /** How many of the groups that ended were in the scrape before and after. */
  readonly heldBefore: number
  readonly heldAfter: number
}

const GROUPS_PER_REQUEST = 100

// A sweep begins once a minute; all that ended before it has then been seen.
const SWEEP_SECONDS = 75

/**
 * Pushes before, and while so many groups end and are swept. They are made to end by themselves, so long after the last
 * of them was pushed that there is time to measure before.
 */
export async function measureSweep(
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

async function fillWithEnd(target: Target, groups: number, endsAtMs: number): Promise<void> {
  for (let first = 0; first < groups; first += GROUPS_PER_REQUEST) {
    const ttl = `${Math.ceil((endsAtMs - Date.now()) / 1_000)}s`
    const pushes = Array.from({ length: GROUPS_PER_REQUEST }, (_, index) => ({
      labels: { job: 'ending', group: String(first + index) },
      body: 'ending_value 1\n',
      ttl,
    }))
    const reply = await fetch(`${target.url}/api/v1/pushes`, {
      method: 'POST',
      headers: { ...target.pushHeaders, 'content-type': 'application/json' },
      body: JSON.stringify({ pushes }),
    })
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`)
  }
}

async function countHeld(target: Target): Promise<number> {
  const url = `${target.url}/api/v1/groups?limit=1&match[]=${encodeURIComponent('{job="ending"}')}`
  const reply = await fetch(url, { headers: target.scrapeHeaders })
  return Number(JSON.parse(await reply.text()).total)
}
