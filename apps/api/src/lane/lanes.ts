import { Problem, type TenantId } from '@postern/domain'
import { FairBudget } from '../limits/fair-budget.ts'
import type { TenantView } from '../view/tenant-view.ts'
import type { Change } from './change.ts'
import type { AnyOutcome } from './outcome.ts'
import { type HeldNow, type LaneDeps, type LaneTenant, TenantLane } from './tenant-lane.ts'

export interface LanesOptions {
  /** All views together stay below this, as far as idle ones can be given up. */
  readonly maxViewBytes: number
  /** What may wait for the database over all tenants, who share it fairly. */
  readonly maxQueuedBytes: number
  /** Told of every change that is durable. */
  readonly onStored?: (tenantId: TenantId, change: Change) => void
}

// A tenant that was not asked for in this time gives its memory back; a scrape interval is a minute or less.
const IDLE_MS = 15 * 60_000

export interface LanesDeps extends Omit<LaneDeps, 'onTaken'> {
  /** Milliseconds since 1970: which views were not used for long. */
  readonly clock: () => number
}

interface Entry {
  readonly lane: TenantLane
  lastUsedMs: number
}

/** The lanes of all tenants that this replica serves. Most recently used last. */
export class Lanes {
  readonly #deps: LanesDeps
  readonly #options: LanesOptions
  readonly #entries = new Map<TenantId, Entry>()
  readonly #queue: FairBudget

  constructor(deps: LanesDeps, options: LanesOptions) {
    this.#deps = deps
    this.#options = options
    this.#queue = new FairBudget(options.maxQueuedBytes)
  }

  /** As `TenantLane.submit`. Throws `overloaded` when too much waits already. */
  async submit(tenant: LaneTenant, change: Change): Promise<AnyOutcome> {
    if (!this.#queue.take(tenant.id, change.bytes)) throw overloaded()
    const outcome = await this.#laneOf(tenant).submit(change)
    if (!outcome.problem) this.#options.onStored?.(tenant.id, change)
    return outcome
  }

  /** As `TenantLane.read`. */
  read<T>(tenant: LaneTenant, read: (view: TenantView) => T): Promise<T> {
    return this.#laneOf(tenant).read(read)
  }

  /** What the tenant held when this replica looked last; `undefined` when it has not looked yet. */
  held(tenantId: TenantId): HeldNow | undefined {
    return this.#entries.get(tenantId)?.lane.held
  }

  /** How much of everything there is now, over all tenants. */
  get amounts() {
    const viewBytes = [...this.#entries.values()].reduce((sum, { lane }) => sum + lane.viewBytes, 0)
    return { lanes: this.#entries.size, viewBytes, queuedBytes: this.#queue.used }
  }

  /** Gives up what is idle for long, and the least recently used views while they are too large together. */
  trim(): void {
    const now = this.#deps.clock()
    let bytes = this.amounts.viewBytes
    for (const [tenantId, { lane, lastUsedMs }] of this.#entries) {
      const isNeeded = now - lastUsedMs < IDLE_MS && bytes <= this.#options.maxViewBytes
      if (isNeeded || !lane.isIdle) continue
      bytes -= lane.viewBytes
      this.#entries.delete(tenantId)
    }
  }

  /** Which tenants have a lane here. */
  tenants(): TenantId[] {
    return [...this.#entries.keys()]
  }

  #laneOf(tenant: LaneTenant): TenantLane {
    const lane = this.#entries.get(tenant.id)?.lane ?? this.#newLane(tenant)
    this.#entries.delete(tenant.id)
    this.#entries.set(tenant.id, { lane, lastUsedMs: this.#deps.clock() })
    return lane
  }

  #newLane(tenant: LaneTenant): TenantLane {
    const onTaken = (bytes: number) => this.#queue.give(tenant.id, bytes)
    return new TenantLane(tenant, { ...this.#deps, onTaken })
  }
}

function overloaded(): Problem {
  return new Problem('overloaded', 'too many pushes wait to be stored; try again in a second', {
    headers: { 'retry-after': '1' },
  })
}
