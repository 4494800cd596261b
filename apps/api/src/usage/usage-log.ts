import type { TenantId } from '@postern/domain'
import type { UsageReport } from '@postern/store'
import type { Change, PushChange } from '../lane/change.ts'

interface Tally {
  pushes: number
  samples: number
  readonly refusals: Map<string, number>
}

/** Counts what tenants do, until it is written: a row per request would cost more than the request. */
export class UsageLog {
  #tallies = new Map<TenantId, Tally>()

  /** A change that is durable. */
  stored(tenantId: TenantId, change: Change): void {
    const tally = this.#tallyOf(tenantId)
    for (const push of pushesIn(change)) {
      tally.pushes++
      tally.samples += push.families.reduce((sum, { series }) => sum + series, 0)
    }
  }

  /** A request that was refused, with the code of its problem. */
  refused(tenantId: TenantId, code: string): void {
    const { refusals } = this.#tallyOf(tenantId)
    refusals.set(code, (refusals.get(code) ?? 0) + 1)
  }

  /** What was counted since the last call; counting begins anew. */
  takeReports(): ReadonlyMap<TenantId, Omit<UsageReport, 'held'>> {
    const tallies = this.#tallies
    this.#tallies = new Map()
    return tallies
  }

  #tallyOf(tenantId: TenantId): Tally {
    const tally = this.#tallies.get(tenantId) ?? { pushes: 0, samples: 0, refusals: new Map() }
    this.#tallies.set(tenantId, tally)
    return tally
  }
}

function pushesIn(change: Change): readonly PushChange[] {
  switch (change.kind) {
    case 'push':
      return [change]
    case 'batch':
      return change.pushes
    case 'check-ping':
    case 'import':
    case 'failed-push':
    case 'delete':
    case 'delete-many':
      return []
  }
}
