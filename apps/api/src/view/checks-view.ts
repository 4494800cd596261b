/** The checks of a tenant, indexed for the push that is a ping, and for the moment at which one changes by time alone. */
import { isDeepStrictEqual } from 'node:util'
import {
  type Check,
  type CheckId,
  type CheckRecord,
  emptyCheckRecord,
  type GroupingKey,
  jobOf,
  ScheduleFault,
} from '@postern/domain'
import type { CheckStateRow } from '@postern/store'
import { Agenda } from './agenda.ts'
import { LabelIndex } from './label-index.ts'
import { WatchedCheck } from './watched-check.ts'

export class ChecksView {
  readonly #records = new Map<CheckId, CheckRecord>()
  #checks = new Map<CheckId, WatchedCheck>()
  #byName = new Map<string, WatchedCheck>()
  #byLabels = new Map<string, LabelIndex<WatchedCheck>>()
  #agenda = newAgenda()

  get size(): number {
    return this.#checks.size
  }

  /** Roughly what it takes in memory. */
  get bytes(): number {
    return this.#checks.size * BYTES_PER_CHECK
  }

  /** When the first of them is down, or was, if nothing happens before; `undefined` for none. */
  get firstDownMs(): number | undefined {
    let first = Number.POSITIVE_INFINITY
    for (const { outlook, record } of this.#checks.values()) {
      if (outlook.isPaused) continue
      first = Math.min(first, outlook.isFailed ? (record.lastFailureMs ?? 0) : outlook.downMs)
    }
    return Number.isFinite(first) ? first : undefined
  }

  /** In the order of a scrape. */
  inNamespace(namespace: string): WatchedCheck[] {
    return [...this.#checks.values()]
      .filter(({ check }) => check.namespace === namespace)
      .sort((a, b) => (a.check.name < b.check.name ? -1 : 1))
  }

  /** Takes over what is said about all checks of the tenant; what is remembered of them stays. */
  configure(checks: readonly Check[]): void {
    if (checks.length === 0 && this.#checks.size === 0) return
    const before = this.#checks
    this.#checks = new Map()
    this.#byName = new Map()
    this.#byLabels = new Map()
    this.#agenda = newAgenda()
    const ids = new Set(checks.map(({ id }) => id))
    for (const id of this.#records.keys()) if (!ids.has(id)) this.#records.delete(id)
    for (const check of checks) {
      const known = before.get(check.id)
      if (known && isDeepStrictEqual(known.check, check)) this.#watch(known)
      else this.#addReadable(check)
    }
  }

  /** Takes over one more. Throws `ScheduleFault`. */
  add(check: Check): WatchedCheck {
    const watched = new WatchedCheck(check, this.#records.get(check.id) ?? emptyCheckRecord)
    this.#watch(watched)
    return watched
  }

  /** Takes over what other replicas remember since. */
  load(states: readonly CheckStateRow[]): void {
    for (const { id, record } of states) {
      this.#records.set(id, record)
      const watched = this.#checks.get(id)
      if (!watched) continue
      watched.record = record
      this.#agenda.note(watched)
    }
  }

  find(namespace: string, name: string): WatchedCheck | undefined {
    return this.#byName.get(nameKey(namespace, name))
  }

  /** The check that hangs on exactly these labels. */
  findOn(namespace: string, labels: GroupingKey): WatchedCheck | undefined {
    return this.#byLabels.get(jobKey(namespace, labels))?.find(labels)
  }

  /** Those whose run a push to that group is. Costs the same however many there are. */
  matching(namespace: string, key: GroupingKey): readonly WatchedCheck[] {
    if (this.#byLabels.size === 0) return NONE
    return this.#byLabels.get(jobKey(namespace, key))?.within(key) ?? NONE
  }

  /** Hears that what is remembered of a check is other than before. */
  noteChanged(watched: WatchedCheck): void {
    this.#records.set(watched.check.id, watched.record)
    this.#agenda.note(watched)
  }

  /** Lets time go on; returns the last moment at which a state changed by it, or 0. */
  advance(nowMs: number): number {
    let turnedMs = 0
    for (;;) {
      const watched = this.#agenda.due(nowMs)
      if (!watched) return turnedMs
      turnedMs = Math.max(turnedMs, watched.see(nowMs))
      this.#agenda.note(watched)
    }
  }

  /** A schedule of a newer release, which this one cannot read, is passed over. */
  #addReadable(check: Check): void {
    try {
      this.add(check)
    } catch (error) {
      if (!(error instanceof ScheduleFault)) throw error
    }
  }

  #watch(watched: WatchedCheck): void {
    const { id, namespace, name, labels } = watched.check
    this.#checks.set(id, watched)
    this.#byName.set(nameKey(namespace, name), watched)
    const key = jobKey(namespace, labels)
    const index = this.#byLabels.get(key) ?? new LabelIndex()
    index.set(labels, watched)
    this.#byLabels.set(key, index)
    this.#agenda.note(watched)
  }
}

const NONE: readonly WatchedCheck[] = []

// The compiled schedule is most of it.
const BYTES_PER_CHECK = 6_000

function newAgenda(): Agenda<WatchedCheck> {
  return new Agenda(({ nextTurnMs }) => nextTurnMs)
}

function nameKey(namespace: string, name: string): string {
  return `${namespace}/${name}`
}

/** A namespace holds no slash. */
function jobKey(namespace: string, labels: GroupingKey): string {
  return `${namespace}/${jobOf(labels)}`
}
