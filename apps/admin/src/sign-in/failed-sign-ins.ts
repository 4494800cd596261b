import { type AccountId, NO_TENANT, type TenantId } from '@postern/domain'
import { MinuteSample } from '@postern/server'
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

// Enough to see that somebody tries, and at whom.
const MAX_RECORDS_PER_CHAIN = 10

/** Records failed attempts in the audit by sample, so that a guesser cannot fill the disk. */
export class FailedSignIns {
  readonly #db: Db
  readonly #clock: () => number
  readonly #sample: MinuteSample

  constructor(db: Db, clock: () => number) {
    this.#db = db
    this.#clock = clock
    this.#sample = new MinuteSample(clock, MAX_RECORDS_PER_CHAIN)
  }

  /** The answer waits for it, whoever was named, so its time tells nothing. */
  async note(request: FastifyRequest, failed: FailedSignIn): Promise<void> {
    const chain = failed.tenantId ?? NO_TENANT
    if (!this.#sample.takes(chain)) return
    await withTenant(this.#db, chain, (own) =>
      appendAudit(own, chain, strangerContext(request, this.#clock()), {
        action: 'sign-in.refuse',
        target: { kind: 'account', id: failed.accountId ?? 'unknown' },
        outcome: 'refused',
        reason: failed.reason,
      }),
    )
  }
}
