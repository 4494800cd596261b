import type { TenantId } from '@postern/domain'
import {
  type DatabaseClock,
  type Db,
  findHead,
  type Head,
  momentOf,
  type TenantDb,
  visitChangedEntries,
  withTenantSnapshot,
} from '@postern/store'
import { tenantNotFound } from '../tenants/get-tenant.ts'
import { GroupDirectory } from './group-directory.ts'

export interface DirectoryDeps {
  readonly db: Db
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Tests move Postgres's clock by it. */
  readonly databaseClock?: DatabaseClock | undefined
  /** All directories together stay below this, as far as idle ones can be given up. */
  readonly maxBytes?: number | undefined
}

/** A directory as it is at one moment. */
export interface Listing {
  readonly directory: GroupDirectory
  /** What time it is for the tenant, in microseconds since 1970: groups that end by then are gone. */
  readonly nowMicros: number
}

// Some hundred bytes a group: room for the largest tenants of an installation at once.
const MAX_BYTES = 256 * 1024 * 1024

// Whoever browses comes back the same morning. To read 100,000 groups again takes a second or two.
const IDLE_MS = 60 * 60_000

/** The directories of the tenants that somebody looks at. Most recently used last. */
export class GroupDirectories {
  readonly #deps: DirectoryDeps
  readonly #entries = new Map<TenantId, { readonly reader: DirectoryReader; usedMs: number }>()

  constructor(deps: DirectoryDeps) {
    this.#deps = deps
  }

  /**
   * Looks at the groups of a tenant as they are now: all that was committed before this call is among them. They change
   * again as soon as `look` has returned.
   */
  async read<T>(tenantId: TenantId, look: (listing: Listing) => T): Promise<T> {
    const reader = this.#entries.get(tenantId)?.reader ?? new DirectoryReader(this.#deps, tenantId)
    this.#entries.delete(tenantId)
    this.#entries.set(tenantId, { reader, usedMs: this.#deps.clock() })
    const result = look(await reader.read())
    this.trim()
    return result
  }

  /** Gives up what nobody looked at for long, and the least recently used while they are too large together. */
  trim(): void {
    const { clock, maxBytes = MAX_BYTES } = this.#deps
    const now = clock()
    let bytes = this.bytes
    const last = [...this.#entries.keys()].at(-1)
    for (const [tenantId, { reader, usedMs }] of this.#entries) {
      const isNeeded = now - usedMs < IDLE_MS && (bytes <= maxBytes || tenantId === last)
      if (isNeeded) continue
      bytes -= reader.bytes
      this.#entries.delete(tenantId)
    }
  }

  /** Roughly what all of them take in memory. */
  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { reader }) => sum + reader.bytes, 0)
  }
}

/** Keeps one directory up to date. Callers that come together share one look at the database. */
class DirectoryReader {
  readonly #deps: DirectoryDeps
  readonly #tenantId: TenantId
  #directory = new GroupDirectory()
  #running: Promise<unknown> = Promise.resolve()
  #next: Promise<Listing> | undefined

  constructor(deps: DirectoryDeps, tenantId: TenantId) {
    this.#deps = deps
    this.#tenantId = tenantId
  }

  get bytes(): number {
    return this.#directory.bytes
  }

  /** A look that is under way may have begun before what the caller expects to see: this is the one after it. */
  read(): Promise<Listing> {
    this.#next ??= this.#afterRunning()
    return this.#next
  }

  async #afterRunning(): Promise<Listing> {
    await this.#running.catch(() => undefined)
    const look = this.#look()
    this.#running = look
    this.#next = undefined
    return look
  }

  async #look(): Promise<Listing> {
    const { db, databaseClock } = this.#deps
    try {
      return await withTenantSnapshot(db, this.#tenantId, async (own) => {
        const head = await findHead(own, this.#tenantId)
        if (!head) throw tenantNotFound()
        await this.#catchUp(own, head)
        return { directory: this.#directory, nowMicros: momentOf(head, databaseClock) }
      })
    } catch (error) {
      // It may have taken over a part of what changed.
      this.#directory = new GroupDirectory()
      throw error
    }
  }

  async #catchUp(own: TenantDb, head: Head): Promise<void> {
    const { version } = this.#directory
    // Deletions up to the purged version can no longer be seen; a version beyond the head's is of a database that was
    // restored since to an earlier moment.
    if (version < head.purgedVersion || version > head.version) {
      this.#directory = new GroupDirectory()
    }
    const directory = this.#directory
    if (directory.version === head.version) return
    await visitChangedEntries(own, this.#tenantId, directory.version, (entry) =>
      directory.apply(entry),
    )
    directory.version = head.version
  }
}
