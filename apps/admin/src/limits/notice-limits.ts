import {
  effectiveLimits,
  type LimitName,
  type Limits,
  newUuid,
  systemContext,
  type TenantId,
} from '@postern/domain'
import {
  appendAuditOnce,
  type Db,
  findLimits,
  giveLease,
  listHoldings,
  takeLease,
  withTenant,
} from '@postern/store'
import type { FastifyInstance } from 'fastify'

export interface LimitNoticeDeps {
  readonly db: Db
  readonly clock: () => number
  /** Of tenants of which nobody says otherwise. */
  readonly limits?: Limits | undefined
}

const HOUR_MS = 60 * 60 * 1_000
const DAY_MS = 24 * HOUR_MS

// Far enough from the limit that there is time to ask for more, or to clear up.
const NEAR = 0.8

// Who did not push since the last rounds holds no more than then.
const LOOK_BACK_MS = 3 * HOUR_MS

const LEASE_MS = HOUR_MS
const PAGE_SIZE = 500

/** Tells tenants in their audit, once a day, that they come near what they may hold. */
export function keepNoticing(app: FastifyInstance, deps: LimitNoticeDeps): void {
  const holder = newUuid(deps.clock())
  const round = async () => {
    try {
      await noticeLimits(deps, holder)
    } catch (error) {
      app.log.warn({ err: error }, 'limits that are nearly used up were not looked for')
    }
  }
  const timer = setInterval(() => void round(), HOUR_MS)
  timer.unref()
  app.addHook('onReady', round)
  app.addHook('onClose', async () => clearInterval(timer))
}

/** One look at every tenant that pushed lately, unless another process looks now. */
export async function noticeLimits(deps: LimitNoticeDeps, holder: string): Promise<void> {
  const { db, clock } = deps
  const lease = { name: 'notice-limits', holder }
  if (!(await takeLease(db, lease, LEASE_MS))) return
  try {
    let after: TenantId | undefined
    for (;;) {
      const since = new Date(clock() - LOOK_BACK_MS)
      const tenants = await listHoldings(db, since, { limit: PAGE_SIZE, after })
      for (const { id, ...held } of tenants) await notice(deps, id, held)
      if (tenants.length < PAGE_SIZE) return
      after = tenants.at(-1)?.id
    }
  } finally {
    await giveLease(db, lease)
  }
}

type Held = { readonly groups: number; readonly series: number }

const heldUnder: readonly (readonly [LimitName, keyof Held])[] = [
  ['maxGroupsPerTenant', 'groups'],
  ['maxSeriesPerTenant', 'series'],
]

function notice({ db, clock, limits: system }: LimitNoticeDeps, id: TenantId, held: Held) {
  const nowMs = clock()
  return withTenant(db, id, async (own) => {
    const limits = effectiveLimits((await findLimits(own, id)).tenant, {}, system)
    for (const [name, what] of heldUnder) {
      const [limit, used] = [limits[name], held[what]]
      if (used < limit * NEAR) continue
      const act = {
        action: used < limit ? 'limit.near' : 'limit.reach',
        target: { kind: 'limits', id: name },
        after: { used, limit },
      } as const
      await appendAuditOnce(own, id, systemContext(nowMs), act, new Date(nowMs - DAY_MS))
    }
  })
}
