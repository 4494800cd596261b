/** What the pings of one batch make of the tenant's checks: done to the view at once, written together. */
import {
  type AuditActor,
  type Check,
  type CheckId,
  checkDefaults,
  checkId,
  type GroupingKey,
  limitExceeded,
  newUuid,
  type Ping,
  Problem,
  type TenantId,
} from '@postern/domain'
import {
  appendAudit,
  countSettingsChange,
  insertCheck,
  type NumberedPing,
  saveCheckStates,
  type TenantDb,
} from '@postern/store'
import type { TenantView } from '../view/tenant-view.ts'
import type { WatchedCheck } from '../view/watched-check.ts'
import type { CheckPingChange, PushChange } from './change.ts'

/** The check that a call was about, and whether the call made it. */
export interface PingedCheck {
  readonly watched: WatchedCheck
  readonly isNew: boolean
  /** When that was, in milliseconds since 1970. */
  readonly at: number
}

interface MadeCheck {
  readonly check: Check
  readonly actor: AuditActor
}

export class PingedChecks {
  readonly #view: TenantView
  readonly #changed = new Map<CheckId, WatchedCheck>()
  readonly #pings: NumberedPing[] = []
  readonly #made: MadeCheck[] = []

  constructor(view: TenantView) {
    this.#view = view
  }

  get isEmpty(): boolean {
    return this.#changed.size === 0
  }

  /** A push that was taken is a run of the checks that hang on its labels, or the beginning of one. */
  notePush({ namespace, groupingKey, run }: PushChange, atMicros: number): void {
    const matching = this.#view.checks.matching(namespace, groupingKey)
    if (matching.length === 0) return
    const { isStart, ...ending } = run
    const end = (run.exitStatus ?? 0) === 0 ? 'success' : 'failure'
    const ping = { ...ending, kind: isStart ? 'start' : end, atMs: toMs(atMicros) } as const
    for (const watched of matching) this.#ping(watched, ping)
  }

  /** Throws `check-not-found`, `label-forbidden`, `check-exists` or `limit-exceeded`. */
  noteCall(change: CheckPingChange, atMicros: number): PingedCheck {
    const atMs = toMs(atMicros)
    const known = this.#view.checks.find(change.namespace, change.name)
    change.admit(known?.check.labels ?? labelsOf(change))
    const watched = known ?? this.#make(change, atMs)
    this.#ping(watched, { ...change.ping, atMs })
    return { watched, isNew: known === undefined, at: atMs }
  }

  /** Needs the lock of `lockHead`. */
  async save(db: TenantDb, tenantId: TenantId, version: number): Promise<void> {
    for (const { check } of this.#made) await insertCheck(db, tenantId, check)
    if (this.#made.length > 0) await countSettingsChange(db, tenantId)
    const states = [...this.#changed].map(([id, { record }]) => ({ id, record }))
    if (states.length > 0) await saveCheckStates(db, tenantId, states, this.#pings, version)
    for (const { check, actor } of this.#made) {
      await appendAudit(
        db,
        tenantId,
        { actor, nowMs: check.createdAt.getTime() },
        { action: 'check.create', target: { kind: 'check', id: check.id }, after: shown(check) },
      )
    }
  }

  #ping(watched: WatchedCheck, ping: Ping): void {
    if (!watched.ping(ping)) return
    const { id } = watched.check
    this.#view.checks.noteChanged(watched)
    this.#changed.set(id, watched)
    this.#pings.push({ ...ping, checkId: id, sequence: watched.record.pings })
  }

  #make(change: CheckPingChange, atMs: number): WatchedCheck {
    const { checks } = this.#view
    const { namespace, name, limits, actor } = change
    if (!change.isToBeMade) throw notFound(change)
    const other = checks.findOn(namespace, labelsOf(change))
    if (other) throw otherName(name, other.check.name)
    const allowed = limits.maxChecksPerTenant
    if (checks.size >= allowed) {
      const found = `the tenant would have ${checks.size + 1} checks`
      throw limitExceeded({ limit: 'maxChecksPerTenant', allowed, found })
    }
    const at = new Date(atMs)
    const check: Check = {
      id: checkId(newUuid(atMs)),
      namespace,
      name,
      labels: labelsOf(change),
      ...checkDefaults,
      armedAt: at,
      pausedAt: undefined,
      createdAt: at,
      updatedAt: at,
    }
    this.#made.push({ check, actor })
    return checks.add(check)
  }
}

/** A check that a call makes is for the job of its name. */
function labelsOf({ name }: CheckPingChange): GroupingKey {
  return ['job', name]
}

function toMs(micros: number): number {
  return Math.floor(micros / 1_000)
}

function shown({ namespace, name, schedule, grace }: Check): object {
  return { namespace, name, schedule, grace }
}

function notFound({ name, namespace }: CheckPingChange): Problem {
  return new Problem(
    'check-not-found',
    `there is no check "${name}" in the namespace "${namespace}"; ?create=1 makes it`,
  )
}

function otherName(name: string, other: string): Problem {
  return new Problem('check-exists', `the job "${name}" has a check already, named "${other}"`)
}
