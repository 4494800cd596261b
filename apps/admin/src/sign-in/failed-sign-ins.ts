import { type AccountId, NO_TENANT, type TenantId } from '@postern/domain'
import { appendAudit, type Db, withTenant } from '@postern/store'
import type { FastifyRequest } from 'fastify'
import { strangerContext } from '../act-context.ts'

export interface FailedSignIn {
  /** Of which nobody but its own people should hear; `undefined` for those who reach all, or one that never was. */
  readonly tenantId: TenantId | undefined
  /** `undefined` when there is none of that address, which is not written down: people type passwords there too. */
  readonly accountId: AccountId | undefined
  readonly reason: 'password' | 'second-factor' | 'state'
}

const MINUTE_MS = 60_000
const MAX_RECORDS_PER_CHAIN = 10
// One for each tenant that is named within a minute; beyond it, nothing is recorded until the next.
const MAX_CHAINS = 10_000

/** Records failed attempts in the audit by sample, so that a guesser cannot fill the disk. */
export class FailedSignIns {
  readonly #db: Db
  readonly #clock: () => number
  #minute = 0
  readonly #sampled = new Map<TenantId, number>()

  constructor(db: Db, clock: () => number) {
    this.#db = db
    this.#clock = clock
  }

  /** The answer waits for it, whoever was named, so its time tells nothing. */
  async note(request: FastifyRequest, failed: FailedSignIn): Promise<void> {
    const chain = failed.tenantId ?? NO_TENANT
    if (!this.#isSampled(chain)) return
    await withTenant(this.#db, chain, (own) =>
      appendAudit(own, chain, strangerContext(request, this.#clock()), {
        action: 'sign-in.refuse',
        target: { kind: 'account', id: failed.accountId ?? 'unknown' },
        outcome: 'refused',
        reason: failed.reason,
      }),
    )
  }

  #isSampled(chain: TenantId): boolean {
    const minute = Math.floor(this.#clock() / MINUTE_MS)
    if (minute !== this.#minute) this.#sampled.clear()
    this.#minute = minute
    const count = (this.#sampled.get(chain) ?? 0) + 1
    if (count > MAX_RECORDS_PER_CHAIN || this.#sampled.size >= MAX_CHAINS) return false
    this.#sampled.set(chain, count)
    return true
  }
}
