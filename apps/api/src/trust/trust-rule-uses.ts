import type { CredentialId, TenantId } from '@postern/domain'
import { type Db, recordTrustRuleUses, withTenant } from '@postern/store'
import { forEachTenant } from '../each-tenant.ts'

/** Collects when rules were last used and writes that now and then: an update per request would be a hot row. */
export class TrustRuleUses {
  readonly #db: Db
  #uses = new Map<TenantId, Map<CredentialId, Date>>()

  constructor(db: Db) {
    this.#db = db
  }

  note(tenantId: TenantId, id: CredentialId, at: Date): void {
    const uses = this.#uses.get(tenantId) ?? new Map<CredentialId, Date>()
    uses.set(id, at)
    this.#uses.set(tenantId, uses)
  }

  /** Writes what was collected. What could not be written is dropped: the next use says it again. */
  async flush(): Promise<void> {
    const uses = this.#uses
    this.#uses = new Map()
    await forEachTenant(uses, (tenantId, ofTenant) =>
      withTenant(this.#db, tenantId, (own) => recordTrustRuleUses(own, tenantId, ofTenant)),
    )
  }
}
