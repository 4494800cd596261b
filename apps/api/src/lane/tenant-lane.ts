/**
 * All work on one tenant's groups in this replica, one thing at a time.
 *
 * Pushes that arrive while a transaction runs wait together and are committed together by the next one, so throughput
 * grows with load. Scrapes that arrive meanwhile share one look at the head. Because the lane does one thing at a time,
 * the view can be changed in place: nobody reads it between the change and the commit.
 */
import { groupingKeyId, type HistoryKept, Problem, type TenantId } from '@postern/domain'
import {
  appendAudit,
  type Db,
  findHead,
  type GroupRow,
  type Head,
  lockHead,
  type PlacedPush,
  saveBatch,
  settleTime,
  type TenantDb,
  withTenant,
  withTenantSnapshot,
} from '@postern/store'
import { answerBytes } from '../scrape/scrape-answers.ts'
import { rowFromGroup } from '../view/group.ts'
import { TenantView } from '../view/tenant-view.ts'
import { applyAny } from './apply-any.ts'
import { type CatchUpDeps, catchUp, isBeyondCatchUp } from './catch-up.ts'
import type { Change, GroupPlace } from './change.ts'
import type { AnyOutcome, Outcome } from './outcome.ts'
import { PingedChecks } from './pinged-checks.ts'
import { pushRecord } from './push-note.ts'
import { noSettings } from './tenant-settings.ts'

/** What a lane needs to know of its tenant; neither ever changes. */
export interface LaneTenant {
  readonly id: TenantId
  readonly namespaceLabel: string
}

export interface LaneDeps extends CatchUpDeps {
  readonly db: Db
  /** How much of what came of pushes is recorded. */
  readonly history: HistoryKept
  /** Hears how many bytes wait no longer, since a transaction takes them. */
  readonly onTaken: (bytes: number) => void
  /** Hears of every transaction: how many changes it took, how long, and whether they are durable now. */
  readonly onBatch?: ((changes: number, seconds: number, isCommitted: boolean) => void) | undefined
}

// More would hold the tenant's head, and all who wait, for longer than it saves in round trips.
const MAX_BATCH_BYTES = 16 * 1024 * 1024

interface WaitingChange {
  readonly change: Change
  readonly resolve: (outcome: AnyOutcome) => void
  readonly reject: (error: unknown) => void
}

interface WaitingReader {
  readonly read: (view: TenantView) => void
  readonly reject: (error: unknown) => void
}

/** What a tenant holds as this replica last saw it, and when the first of its checks is down if nothing happens. */
export interface HeldNow {
  readonly groups: number
  readonly series: number
  readonly checkDownMs: number | undefined
}

export class TenantLane {
  readonly #deps: LaneDeps
  readonly #tenant: LaneTenant
  #view: TenantView
  #changes: WaitingChange[] = []
  #readers: WaitingReader[] = []
  #running = false

  constructor(tenant: LaneTenant, deps: LaneDeps) {
    this.#tenant = tenant
    this.#deps = deps
    this.#view = this.#newView()
  }

  /** What is held, and what was made of it for those who scrape. */
  get viewBytes(): number {
    return this.#view.bytes + answerBytes(this.#view)
  }

  /** `undefined` when nothing was read yet. */
  get held(): HeldNow | undefined {
    const { held, version, checks } = this.#view
    if (version === 0) return undefined
    return { groups: held.groups, series: held.series, checkDownMs: checks.firstDownMs }
  }

  get isIdle(): boolean {
    return !this.#running
  }

  /** Gives up the view's memory; the next request reads it anew. Only for an idle lane. */
  dropView(): void {
    this.#view = this.#newView()
  }

  #newView(): TenantView {
    return new TenantView(this.#tenant.namespaceLabel, noSettings(this.#deps))
  }

  /** Resolves when the change is durable and in every later scrape, or was refused. */
  submit(change: Change): Promise<AnyOutcome> {
    const waiting = Promise.withResolvers<AnyOutcome>()
    this.#changes.push({ change, resolve: waiting.resolve, reject: waiting.reject })
    this.#start()
    return waiting.promise
  }

  /** Runs `read` on a view that shows every change committed before this call, by any replica. */
  read<T>(read: (view: TenantView) => T): Promise<T> {
    const waiting = Promise.withResolvers<T>()
    this.#readers.push({
      read: (view) => waiting.resolve(read(view)),
      reject: waiting.reject,
    })
    this.#start()
    return waiting.promise
  }

  #start(): void {
    if (this.#running) return
    this.#running = true
    // After this turn of the event loop, so that requests which arrived together travel together.
    setImmediate(() => void this.#run())
  }

  async #run(): Promise<void> {
    while (this.#changes.length > 0 || this.#readers.length > 0) {
      // Who waits already when the head is read may be answered from what is read then.
      const readers = this.#readers.splice(0)
      const batch = this.#takeBatch()
      const isFresh = batch.length > 0 ? await this.#commit(batch) : false
      await this.#serve(readers, isFresh)
    }
    this.#running = false
  }

  #takeBatch(): WaitingChange[] {
    let bytes = 0
    const end = this.#changes.findIndex(({ change }) => (bytes += change.bytes) > MAX_BATCH_BYTES)
    const batch = this.#changes.splice(0, end < 0 ? this.#changes.length : Math.max(1, end))
    this.#deps.onTaken(batch.reduce((sum, { change }) => sum + change.bytes, 0))
    return batch
  }

  /** Never throws: every waiting change is answered. True when the view is now as fresh as the head. */
  async #commit(batch: readonly WaitingChange[]): Promise<boolean> {
    const startMs = performance.now()
    const tell = (isCommitted: boolean) =>
      this.#deps.onBatch?.(batch.length, (performance.now() - startMs) / 1_000, isCommitted)
    try {
      if (this.#view.version === 0) await this.#refresh()
      const outcomes = await withTenant(this.#deps.db, this.#tenant.id, (db) =>
        this.#applyBatch(db, batch),
      )
      outcomes.forEach((outcome, index) => batch[index]?.resolve(outcome))
      tell(true)
      return true
    } catch (error) {
      // What the view shows may never have been committed.
      this.dropView()
      for (const { reject } of batch) reject(error)
      tell(false)
      return false
    }
  }

  /** One transaction: lock the head, catch up, apply in order, write what changed, move the head. */
  async #applyBatch(db: TenantDb, batch: readonly WaitingChange[]): Promise<AnyOutcome[]> {
    const { id } = this.#tenant
    const locked = requireHead(await lockHead(db, id))
    const head = await settleTime(db, id, locked, this.#deps.databaseClock)
    await this.#catchUp(db, head)
    const version = head.version + 1
    const view = this.#view
    let moment = view.nowMicros
    try {
      const stage = { view, version, now: () => moment++ }
      const pinged = new PingedChecks(view)
      const outcomes = batch.map(({ change }) => applyAny(stage, pinged, change))
      // What came may be long over, as a group that is moved here from elsewhere.
      view.advance(view.nowMicros)
      const groups = this.#changedRows(outcomes)
      if (groups.length > 0 || !pinged.isEmpty) {
        const pushes = this.#toRecord(outcomes)
        await saveBatch(db, id, { groups, pushes, version, atMicros: moment })
        await pinged.save(db, id, version)
        await this.#recordActs(db, outcomes)
        view.version = version
      }
      return outcomes
    } catch (error) {
      this.dropView()
      throw error
    }
  }

  /** Last, since it holds up every other event of the tenant. */
  async #recordActs(db: TenantDb, outcomes: readonly AnyOutcome[]): Promise<void> {
    for (const { done } of outcomes) {
      if (done) await appendAudit(db, this.#tenant.id, done.context, done.act)
    }
  }

  #toRecord(outcomes: readonly Outcome[]): PlacedPush[] {
    if (this.#deps.history.perGroup === 0) return []
    return outcomes.flatMap(({ notes }) => notes.map(pushRecord))
  }

  /** The last state of each group that was touched; a group that is gone is a tombstone. */
  #changedRows(outcomes: readonly Outcome[]): GroupRow[] {
    const places = new Map<string, GroupPlace>()
    for (const { touched } of outcomes) {
      for (const place of touched) {
        places.set(JSON.stringify([place.namespace, place.groupingKey]), place)
      }
    }
    return [...places.values()].map((place) => {
      const group = this.#view.namespace(place.namespace).find(groupingKeyId(place.groupingKey))
      return group ? rowFromGroup(place.namespace, group) : tombstone(place)
    })
  }

  async #serve(readers: readonly WaitingReader[], isFresh: boolean): Promise<void> {
    if (readers.length === 0) return
    try {
      if (!isFresh) await this.#refresh()
    } catch (error) {
      for (const { reject } of readers) reject(error)
      return
    }
    for (const { read, reject } of readers) {
      try {
        read(this.#view)
      } catch (error) {
        reject(error)
      }
    }
  }

  /** Head and groups of one moment: a purge between the two reads would otherwise take tombstones unseen. */
  async #refresh(): Promise<void> {
    await withTenantSnapshot(this.#deps.db, this.#tenant.id, async (db) => {
      await this.#catchUp(db, requireHead(await findHead(db, this.#tenant.id)))
    })
  }

  /** Brings the view to the moment of the head; reads it anew when it cannot catch up. */
  async #catchUp(db: TenantDb, head: Head): Promise<void> {
    if (isBeyondCatchUp(this.#view, head, this.#deps.databaseClock)) this.dropView()
    try {
      await catchUp(this.#view, db, this.#tenant.id, head, this.#deps)
    } catch (error) {
      this.dropView()
      throw error
    }
  }
}

/** The head goes with the tenant, whose credentials may be believed for a moment longer. */
function requireHead(head: Head | undefined): Head {
  if (!head) throw new Problem('credential-invalid', 'the credential is not valid')
  return head
}

function tombstone({ namespace, groupingKey }: GroupPlace): GroupRow {
  return {
    namespace,
    groupingKey,
    content: undefined,
    pushedAtMicros: undefined,
    failedAtMicros: undefined,
    createdVersion: 0,
    expiry: undefined,
  }
}
