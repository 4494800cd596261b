/**
 * Refusals for the tenant's audit: counted always, recorded by sample, so that a guesser cannot fill the disk. Nobody
 * waits for the record; what could not be written is dropped, its count stays.
 */
import type { AuditAct, AuditAction, TenantId } from '@postern/domain'
import { appendAudit, type Db, findTenant, withTenant } from '@postern/store'
import { forEachTenant } from '../each-tenant.ts'
import type { Refusal, RefusalReason } from './refusal.ts'
import { RefusalSample } from './refusal-sample.ts'

// Of strangers, of whom there is no end, and as many of those who proved who they are.
const MAX_WAITING = 500

// Soon enough for who looks, and one transaction for all that came meanwhile.
const WRITE_AFTER_MS = 1_000

interface Waiting extends Refusal {
  readonly nowMs: number
}

export class AuthFailures {
  /** How many there were of each reason since the start. */
  readonly counts = new Map<RefusalReason, number>()
  readonly #db: Db
  readonly #clock: () => number
  readonly #sample = new RefusalSample()
  #proven: Waiting[] = []
  #strangers: Waiting[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(db: Db, clock: () => number) {
    this.#db = db
    this.#clock = clock
  }

  count(reason: RefusalReason): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1)
  }

  /** Counts it, and records it in the tenant's audit as far as the sample goes. */
  note(refusal: Refusal): void {
    this.count(refusal.reason)
    const nowMs = this.#clock()
    const waiting = refusal.isProven ? this.#proven : this.#strangers
    if (waiting.length >= MAX_WAITING || !this.#sample.takes(refusal, nowMs)) return
    waiting.push({ ...refusal, nowMs })
    this.#timer ??= setTimeout(() => this.#writeLater(), WRITE_AFTER_MS).unref()
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = [...this.#proven.splice(0), ...this.#strangers.splice(0)]
    const byTenant = Map.groupBy(waiting, ({ tenantId }) => tenantId)
    await forEachTenant(byTenant, (tenantId, refusals) => this.#write(tenantId, refusals))
  }

  #writeLater(): void {
    // Dropped: the database is away, and the counts know.
    this.flush().catch(() => undefined)
  }

  async #write(tenantId: TenantId, refusals: readonly Waiting[]): Promise<void> {
    await withTenant(this.#db, tenantId, async (own) => {
      // A locator that was made up leads to no tenant, and must not begin a chain.
      if (!(await findTenant(own, tenantId))) return
      for (const refusal of refusals) {
        const { caller, credentialId, credentialName, isProven, nowMs } = refusal
        const actor = isProven
          ? ({ kind: 'credential', id: credentialId, name: credentialName, ...caller } as const)
          : ({ kind: 'anonymous', id: undefined, name: undefined, ...caller } as const)
        await appendAudit(own, tenantId, { actor, nowMs }, actOf(refusal))
      }
    })
  }
}

function actOf({ credentialId: id, isRule = false, reason }: Refusal): AuditAct {
  const target = { kind: isRule ? 'trust-rule' : 'credential', id } as const
  return { action: actions[reason] ?? 'authentication.refuse', target, outcome: 'refused', reason }
}

/** What a tenant should look into has a name of its own: somebody still uses a key that was replaced, or shows one. */
const actions: Partial<Record<RefusalReason, AuditAction>> = {
  retired: 'credential.reuse',
  'key-in-url': 'credential.exposed',
}
