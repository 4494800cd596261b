import type { TenantId } from '@postern/domain'
import { asProblem } from '@postern/server'
import {
  type Db,
  purgeRates,
  purgeUsage,
  recordUsage,
  type UsageReport,
  withTenant,
} from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { forEachTenant } from '../each-tenant.ts'
import type { Lanes } from '../lane/lanes.ts'
import type { UsageLog } from './usage-log.ts'

export interface UsageDeps {
  readonly db: Db
  readonly lanes: Lanes
  readonly usage: UsageLog
  readonly clock: () => number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

// A line of 30 days, and the day that has just begun.
const USAGE_LIFE_MS = 31 * DAY_MS

/** Writes once a minute what was counted, and what remains at the end. */
export function keepUsage(app: FastifyInstance, deps: UsageDeps): void {
  const round = () =>
    usageRound(deps).catch((error: unknown) =>
      app.log.warn({ err: error }, 'usage was not written'),
    )
  const timer = setInterval(() => void round(), MINUTE_MS)
  timer.unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await round()
  })
}

/** Counts what is refused to the callers of this area. */
export function countRefusals(area: FastifyInstance, usage: UsageLog): void {
  area.addHook('onError', async ({ principal }, _reply, error) => {
    if (principal) usage.refused(principal.tenant.id, asProblem(error).code)
  })
}

/** One round: what was counted is added to the hour, and each hour what is too old goes. */
export async function usageRound(deps: UsageDeps): Promise<void> {
  await forEachTenant(deps.usage.takeReports(), (tenantId, report) =>
    writeUsage(deps, tenantId, report),
  )
}

function writeUsage(
  { db, lanes, clock }: UsageDeps,
  tenantId: TenantId,
  report: Omit<UsageReport, 'held'>,
): Promise<void> {
  const now = clock()
  const isNewHour = Math.floor(now / HOUR_MS) !== Math.floor((now - MINUTE_MS) / HOUR_MS)
  return withTenant(db, tenantId, async (trx) => {
    await recordUsage(trx, tenantId, { ...report, held: lanes.held(tenantId) }, new Date(now))
    if (!isNewHour) return
    await purgeUsage(trx, tenantId, new Date(now - USAGE_LIFE_MS))
    await purgeRates(trx, tenantId, new Date(now - MINUTE_MS))
  })
}
