import type { TenantId } from '@postern/domain'

/**
 * A number of bytes that tenants share. Each may hold as much as is still free: one alone at most half, two a third
 * each, and whoever comes new finds room. One thing at a time passes whatever its size, if there is room for it at all.
 */
export class FairBudget {
  readonly #total: number
  readonly #held = new Map<TenantId, number>()
  #used = 0

  constructor(total: number) {
    this.#total = total
  }

  get used(): number {
    return this.#used
  }

  /** False when the tenant has its share already, or there is no room. */
  take(tenantId: TenantId, bytes: number): boolean {
    const held = this.#held.get(tenantId) ?? 0
    const free = this.#total - this.#used
    const share = held === 0 ? free : free - held
    if (bytes > share) return false
    this.#used += bytes
    this.#held.set(tenantId, held + bytes)
    return true
  }

  /** Gives back what was taken. */
  give(tenantId: TenantId, bytes: number): void {
    const held = (this.#held.get(tenantId) ?? 0) - bytes
    this.#used -= bytes
    if (held > 0) this.#held.set(tenantId, held)
    else this.#held.delete(tenantId)
  }
}
