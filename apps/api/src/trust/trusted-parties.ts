import {
  type Limits,
  systemLimits,
  type Tenant,
  type TenantId,
  type TrustRule,
} from '@postern/domain'
import {
  type Db,
  findLimits,
  findTenant,
  findTenantIdOfSlug,
  listNamespaces,
  listTrustRules,
  withTenant,
} from '@postern/store'
import { type GrantLimits, grantLimits } from '../limits/grant-limits.ts'
import { RecentAnswers } from './recent-answers.ts'

/** Whom a tenant trusts, with what a request needs to know of the tenant. */
export interface TrustedParties {
  readonly tenant: Tenant
  /** The names of the tenant's namespaces. */
  readonly namespaces: ReadonlySet<string>
  readonly limits: GrantLimits
  /** Oldest first. */
  readonly rules: readonly TrustRule[]
}

// As for keys: what ends a rule ends its tokens within about a second, everywhere.
const MAX_AGE_MS = 1_000

// A slug means the same tenant for good; only that there is none yet may change.
const SLUG_MAX_AGE_MS = 10_000

const MAX_TENANTS = 10_000

export class TrustDirectory {
  readonly #slugs: RecentAnswers<string, TenantId | undefined>
  readonly #parties: RecentAnswers<TenantId, TrustedParties | undefined>

  /** `limits` are those of tenants of which nobody says otherwise. */
  constructor(db: Db, clock: () => number, limits: Limits = systemLimits) {
    this.#slugs = new RecentAnswers({
      ask: (slug) => findTenantIdOfSlug(db, slug),
      clock,
      maxAgeMs: SLUG_MAX_AGE_MS,
      maxKeys: MAX_TENANTS,
    })
    this.#parties = new RecentAnswers({
      ask: (id) => findParties(db, id, limits),
      clock,
      maxAgeMs: MAX_AGE_MS,
      maxKeys: MAX_TENANTS,
    })
  }

  /** How many answers are held. */
  get size(): number {
    return this.#slugs.size + this.#parties.size
  }

  /** Whether it takes no query to tell which tenant that is, or that there is none. */
  knows(slug: string): boolean {
    return this.#slugs.knows(slug)
  }

  async ofSlug(slug: string): Promise<TrustedParties | undefined> {
    const id = await this.#slugs.find(slug)
    return id && this.ofTenant(id)
  }

  ofTenant(id: TenantId): Promise<TrustedParties | undefined> {
    return this.#parties.find(id)
  }
}

function findParties(db: Db, id: TenantId, system: Limits): Promise<TrustedParties | undefined> {
  return withTenant(db, id, async (own) => {
    const tenant = await findTenant(own, id)
    if (!tenant) return undefined
    const rules = await listTrustRules(own, id)
    const namespaces = new Set((await listNamespaces(own, id)).map(({ name }) => name))
    const limits = grantLimits(await findLimits(own, id), system)
    return { tenant, namespaces, limits, rules }
  })
}
