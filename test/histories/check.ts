import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { explain } from './explain.ts'
import { findLostPush } from './find-lost-push.ts'
import type { History } from './history.ts'
import { arbitraryPlan, type Plan, type PlanSize } from './plan.ts'

export interface Budget {
  readonly runs: number
  /** After this a slow machine does no more runs. Does not hold when runs are asked for. */
  readonly seconds: number
}

/**
 * Plays random plans and checks what was seen. `POSTERN_HISTORY_RUNS` asks for another number of them, and
 * `POSTERN_HISTORY_SEED` for the plans of an earlier run: a failure prints its seed. What is in flight together is up to
 * the machine, so the same plan may need several runs to fail again. Returns how many were played.
 */
export async function checkHistories(
  size: PlanSize,
  budget: Budget,
  play: (plan: Plan, number: number) => Promise<History>,
): Promise<number> {
  const runs = numberFrom('POSTERN_HISTORY_RUNS')
  const seed = numberFrom('POSTERN_HISTORY_SEED')
  const end = runs === undefined ? performance.now() + budget.seconds * 1_000 : Infinity
  let played = 0
  const property = fc.asyncProperty(arbitraryPlan(size), async (plan) => {
    if (performance.now() > end) return
    const history = await play(plan, ++played)
    assert.equal(findLostPush(history), undefined)
    assert.equal(explain(history), undefined)
  })
  await fc.assert(property, {
    numRuns: runs ?? budget.runs,
    ...(seed === undefined ? {} : { seed }),
    // A smaller plan is another history: it would seldom fail in the same way, and each takes its time.
    endOnFailure: true,
  })
  return played
}

function numberFrom(variable: string): number | undefined {
  const text = process.env[variable]
  return text === undefined ? undefined : Number(text)
}
