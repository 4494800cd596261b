/**
 * What this replica believes about credentials, for at most one second: then it asks again, in one query per tenant
 * for all credentials in use. So a revocation holds everywhere within about a second, without a message to anyone.
 */
import {
  type CredentialId,
  type Limits,
  systemLimits,
  type Tenant,
  type TenantId,
} from '@postern/domain'
import {
  type Db,
  findCredentials,
  findLimits,
  findTenant,
  listNamespaces,
  type StoredCredential,
  withTenant,
} from '@postern/store'
import { type GrantLimits, grantLimits } from '../limits/grant-limits.ts'

/** A credential with what a request needs to know of its tenant, as of one moment less than a second ago. */
export interface Grant {
  readonly credential: StoredCredential
  readonly tenant: Tenant
  /** The names of the tenant's namespaces. */
  readonly namespaces: ReadonlySet<string>
  readonly limits: GrantLimits
}

// No answer is older than this.
const MAX_AGE_MS = 1_000

// From this age on it is renewed beside the requests, so that hardly any of them waits.
const RENEW_AGE_MS = 500

// What nobody asked for in this time is forgotten.
const FORGET_AFTER_MS = 60_000

// Ids come from strangers: a guesser must not fill the memory.
const MAX_TENANTS = 10_000
const MAX_IDS_PER_TENANT = 10_000

interface TenantEntry {
  /** When each id was last asked for. */
  readonly wanted: Map<CredentialId, number>
  grants: ReadonlyMap<CredentialId, Grant | undefined>
  /** When the query began whose answer this is; what committed before it is in it. */
  askedMs: number
  loading: Promise<void> | undefined
}

export class CredentialCache {
  readonly #db: Db
  readonly #clock: () => number
  readonly #limits: Limits
  readonly #tenants = new Map<TenantId, TenantEntry>()

  /** `limits` are those of tenants of which nobody says otherwise. */
  constructor(db: Db, clock: () => number, limits: Limits = systemLimits) {
    this.#db = db
    this.#clock = clock
    this.#limits = limits
  }

  /** The credential as it was less than a second ago; `undefined` when there is none of that id. */
  async find(tenantId: TenantId, id: CredentialId): Promise<Grant | undefined> {
    const entry = this.#entryOf(tenantId)
    this.#want(entry, id)
    // Twice as a rule: a query that was under way may have begun before this id was wanted.
    while (!entry.grants.has(id) || this.#age(entry) >= MAX_AGE_MS) {
      await this.#load(tenantId, entry)
      // More who came at once than one query asks for push each other out, and get in line again.
      if (!entry.grants.has(id)) this.#want(entry, id)
    }
    // A failed renewal is no matter: the request that finds the answer too old asks again and hears of it.
    if (this.#age(entry) >= RENEW_AGE_MS) this.#load(tenantId, entry).catch(() => undefined)
    return entry.grants.get(id)
  }

  /** What was last heard of it, without asking anybody. */
  peek(tenantId: TenantId, id: CredentialId): Grant | undefined {
    return this.#tenants.get(tenantId)?.grants.get(id)
  }

  /** Which ids of a tenant are asked for again with the next renewal. */
  wantedOf(tenantId: TenantId): CredentialId[] {
    return [...(this.#tenants.get(tenantId)?.wanted.keys() ?? [])]
  }

  #want({ wanted }: TenantEntry, id: CredentialId): void {
    wanted.delete(id)
    wanted.set(id, this.#clock())
    trimOldest(wanted, MAX_IDS_PER_TENANT)
  }

  #age(entry: TenantEntry): number {
    return this.#clock() - entry.askedMs
  }

  #entryOf(tenantId: TenantId): TenantEntry {
    const entry = this.#tenants.get(tenantId) ?? {
      wanted: new Map(),
      grants: new Map(),
      askedMs: Number.NEGATIVE_INFINITY,
      loading: undefined,
    }
    this.#tenants.delete(tenantId)
    this.#tenants.set(tenantId, entry)
    trimOldest(this.#tenants, MAX_TENANTS)
    return entry
  }

  #load(tenantId: TenantId, entry: TenantEntry): Promise<void> {
    entry.loading ??= this.#ask(tenantId, entry).finally(() => {
      entry.loading = undefined
    })
    return entry.loading
  }

  async #ask(tenantId: TenantId, entry: TenantEntry): Promise<void> {
    const now = this.#clock()
    for (const [id, askedMs] of entry.wanted) {
      if (now - askedMs > FORGET_AFTER_MS) entry.wanted.delete(id)
    }
    const ids = [...entry.wanted.keys()]
    const grants = await findGrants(this.#db, tenantId, ids, this.#limits)
    entry.grants = new Map(ids.map((id) => [id, grants.get(id)]))
    entry.askedMs = now
    // Whoever makes ids up must not make every renewal longer.
    for (const id of ids) if (!grants.has(id)) entry.wanted.delete(id)
  }
}

function findGrants(
  db: Db,
  tenantId: TenantId,
  ids: readonly CredentialId[],
  system: Limits,
): Promise<ReadonlyMap<CredentialId, Grant>> {
  return withTenant(db, tenantId, async (trx) => {
    const tenant = await findTenant(trx, tenantId)
    if (!tenant) return new Map()
    const credentials = await findCredentials(trx, tenantId, ids)
    const namespaces = new Set((await listNamespaces(trx, tenantId)).map(({ name }) => name))
    const limits = grantLimits(await findLimits(trx, tenantId), system)
    return new Map(
      credentials.map((credential) => [credential.id, { credential, tenant, namespaces, limits }]),
    )
  })
}

/** Maps keep the order of insertion, so the first key is the one that was used longest ago. */
function trimOldest<K>(map: Map<K, unknown>, maxSize: number): void {
  while (map.size > maxSize) {
    const [oldest] = map.keys()
    if (oldest === undefined) return
    map.delete(oldest)
  }
}
