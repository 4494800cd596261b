import type { Credential, CredentialId, TenantId } from '@postern/domain'
import { addressPrefix } from '@postern/server'
import { type CredentialUse, type Db, recordUses, withTenant } from '@postern/store'
import { forEachTenant } from '../each-tenant.ts'
import type { Caller } from './caller.ts'

// A successor's first use may be what ends the key before it, so it is not left to the minute.
const FIRST_USE_AFTER_MS = 500

/** Collects when credentials were last used and writes that now and then: an update per request would be a hot row. */
export class CredentialUses {
  readonly #db: Db
  #uses = new Map<TenantId, Map<CredentialId, CredentialUse>>()
  #timer: NodeJS.Timeout | undefined

  constructor(db: Db) {
    this.#db = db
  }

  note(
    tenantId: TenantId,
    credential: Pick<Credential, 'id' | 'firstUsedAt'>,
    at: Date,
    caller: Caller,
  ): void {
    const uses = this.#uses.get(tenantId) ?? new Map<CredentialId, CredentialUse>()
    const { address, userAgent } = caller
    uses.set(credential.id, { at, addressPrefix: addressPrefix(address), userAgent })
    this.#uses.set(tenantId, uses)
    if (credential.firstUsedAt) return
    this.#timer ??= setTimeout(() => this.#writeSoon(), FIRST_USE_AFTER_MS).unref()
  }

  #writeSoon(): void {
    // What could not be written is said again by the next use.
    this.flush().catch(() => undefined)
  }

  /** Writes what was collected. What could not be written is dropped: the next use says it again. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const uses = this.#uses
    this.#uses = new Map()
    await forEachTenant(uses, (tenantId, ofTenant) =>
      withTenant(this.#db, tenantId, (trx) => recordUses(trx, tenantId, ofTenant)),
    )
  }
}
