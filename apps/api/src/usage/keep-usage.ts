import type { TenantId } from '@postern/domain'
import {
  type Db,
  purgeRates,
  purgeUsage,
  purgeUsageSums,
  recordTotals,
  recordUsage,
  recordUsageSum,
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
  readonly replicaId: string
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

// A line of 30 days, and the day that has just begun.
const USAGE_LIFE_MS = 31 * DAY_MS

// A line of one day over all tenants, and the hour that has just begun.
const SUMS_LIFE_MS = DAY_MS + HOUR_MS

/** Writes once a minute what was counted, and what remains at the end. */
export function keepUsage(app: FastifyInstance, deps: UsageDeps): void {
  const keeper = new UsageKeeper(deps)
  const round = () =>
    keeper.round().catch((error: unknown) => app.log.warn({ err: error }, 'usage was not written'))
  const timer = setInterval(() => void round(), MINUTE_MS)
  timer.unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await round()
  })
}

type Report = Omit<UsageReport, 'held'>

const SILENCE: Report = { pushes: 0, samples: 0, refusals: new Map() }

export class UsageKeeper {
  readonly #deps: UsageDeps
  /** What was last written of what tenants hold: nobody is told twice of one who is only looked at. */
  #written = new Map<TenantId, string>()

  constructor(deps: UsageDeps) {
    this.#deps = deps
  }

  /** What was counted is added to the hour, what tenants hold is noted, and each hour what is too old goes. */
  async round(): Promise<void> {
    const { lanes, usage } = this.#deps
    const reports = usage.takeReports()
    await this.#addUp([...reports.values()])
    const silent = lanes.tenants().filter((id) => !reports.has(id) && this.#hasChanged(id))
    const all = new Map<TenantId, Report>([
      ...silent.map((id) => [id, SILENCE] as const),
      ...reports,
    ])
    await forEachTenant(all, (id, report) => this.#write(id, report))
    const kept = lanes.tenants().map((id) => [id, this.#written.get(id) ?? ''] as const)
    this.#written = new Map(kept)
  }

  #hasChanged(id: TenantId): boolean {
    const held = this.#deps.lanes.held(id)
    return held !== undefined && this.#written.get(id) !== JSON.stringify(held)
  }

  async #write(id: TenantId, report: Report): Promise<void> {
    const { db, lanes, clock } = this.#deps
    const now = clock()
    const at = new Date(now)
    const held = lanes.held(id)
    await withTenant(db, id, async (trx) => {
      if (report !== SILENCE) await recordUsage(trx, id, { ...report, held }, at)
      const refusals = sum([...report.refusals.values()])
      const nextCheckDown = held?.checkDownMs === undefined ? undefined : new Date(held.checkDownMs)
      await recordTotals(trx, id, { pushes: report.pushes, refusals, held, nextCheckDown }, at)
      if (!isNewHour(now)) return
      await purgeUsage(trx, id, new Date(now - USAGE_LIFE_MS))
      await purgeRates(trx, id, new Date(now - MINUTE_MS))
    })
    if (held) this.#written.set(id, JSON.stringify(held))
  }

  /** What all tenants of this replica did together. */
  async #addUp(reports: readonly Report[]): Promise<void> {
    const { db, clock, replicaId } = this.#deps
    const now = clock()
    if (reports.length > 0) {
      await recordUsageSum(db, replicaId, {
        at: new Date(now),
        pushes: sum(reports.map(({ pushes }) => pushes)),
        samples: sum(reports.map(({ samples }) => samples)),
        refusals: sum(reports.flatMap(({ refusals }) => [...refusals.values()])),
      })
    }
    if (isNewHour(now)) await purgeUsageSums(db, new Date(now - SUMS_LIFE_MS))
  }
}

/** Of rounds that are a minute apart, one an hour. */
function isNewHour(nowMs: number): boolean {
  return Math.floor(nowMs / HOUR_MS) !== Math.floor((nowMs - MINUTE_MS) / HOUR_MS)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
