/** What was counted of the last 30 days: written as the data plane does, but at once. */
import * as contract from '@postern/contract'
import { newUuid } from '@postern/domain'
import { findTenantBySlug, recordUsage, recordUsageSum, withTenant } from '@postern/store'
import type { Web } from '../browser/support/web.ts'
import { act } from './act.ts'
import { type Cast, SLUG } from './cast.ts'
import { chanceFrom } from './chance.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './jobs.ts'
import { pushesPerSecond } from './neighbours.ts'

const DAYS = 30
const SAMPLES_A_PUSH = 9

/** Both ends of a day are quiet. `share` is how far the day has gone. */
function rhythm(share: number): number {
  return 1 - 0.45 * Math.cos(2 * Math.PI * share)
}

export async function recordUsageOf(web: Web, { sam }: Cast): Promise<void> {
  const { database } = web
  const tenant = await findTenantBySlug(database.admin, SLUG)
  if (!tenant) throw new Error('there is no tenant')
  const held = await act(web, sam, contract.getActivity, { params: { slug: SLUG } })
  const chance = chanceFrom(3)
  const nowMs = Date.now()
  await withTenant(database.api, tenant.id, async (own) => {
    for (let hour = DAYS * 24; hour >= 1; hour--) {
      const grown = 1 - 0.42 * (hour / (DAYS * 24)) ** 1.5
      const pushes = Math.round(3_400 * grown * rhythm(hour / 24) * chance.between(0.93, 1.07))
      // One afternoon somebody rolled out a job that disagreed with the others.
      const isBadDay = hour > 190 && hour < 197
      const refusals = new Map([
        ['push-inconsistent', isBadDay ? chance.whole(180, 420) : chance.whole(0, 3)],
        ['push-malformed', chance.whole(0, 4)],
        ['credential-invalid', chance.share() < 0.04 ? chance.whole(5, 40) : 0],
      ])
      const report = {
        pushes,
        samples: pushes * SAMPLES_A_PUSH,
        refusals: new Map([...refusals].filter(([, count]) => count > 0)),
        held: {
          groups: Math.round(held.groups * grown),
          series: Math.round(held.series * grown * chance.between(0.995, 1.005)),
        },
      }
      await recordUsage(own, tenant.id, report, new Date(nowMs - hour * HOUR_MS))
    }
  })
  await recordSums(web, nowMs)
}

const STEP_MS = 5 * MINUTE_MS

/** Of all tenants together, over the last day. */
async function recordSums({ database }: Web, nowMs: number): Promise<void> {
  const chance = chanceFrom(5)
  const replica = newUuid(nowMs)
  for (let agoMs = DAY_MS - STEP_MS; agoMs >= 0; agoMs -= STEP_MS) {
    const pushes = Math.round(
      (pushesPerSecond * STEP_MS * rhythm(agoMs / DAY_MS) * chance.between(0.94, 1.06)) / 1_000,
    )
    await recordUsageSum(database.api, replica, {
      at: new Date(nowMs - agoMs),
      pushes,
      samples: pushes * SAMPLES_A_PUSH,
      refusals: Math.round(
        pushes * 0.003 * chance.between(0.2, 1) + (chance.share() < 0.03 ? 300 : 0),
      ),
    })
  }
}
