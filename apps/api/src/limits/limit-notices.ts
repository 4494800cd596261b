import { limitNames, Problem } from '@postern/domain'
import { appendAuditOnce, type Db, withTenant } from '@postern/store'
import type { FastifyRequest } from 'fastify'
import { callerOf } from '../auth/caller.ts'
import type { Principal } from '../auth/principal.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

// One a tenant and limit; beyond this all are forgotten, and the database is asked whether it was said.
const MAX_REMEMBERED = 10_000

export interface LimitNoticeDeps {
  readonly db: Db
  readonly clock: () => number
}

/** A limit, and its value for whoever was refused. */
interface Reached {
  readonly name: string
  readonly allowed: unknown
}

/** Which limit a refusal was for; `undefined` for one that was for none. */
function reachedBy({ members: { limit, allowed } }: Problem): Reached | undefined {
  const name = limitNames.find((each) => each === limit)
  return name && { name, allowed }
}

/**
 * Tells a tenant in its audit that it was refused something for a limit: the first time, and then once a day as long as
 * it goes on. No answer waits for it.
 */
export class LimitNotices {
  readonly #deps: LimitNoticeDeps
  /** By tenant and limit: until when nothing more is said. */
  readonly #quietUntilMs = new Map<string, number>()
  readonly #writing = new Set<Promise<void>>()

  constructor(deps: LimitNoticeDeps) {
    this.#deps = deps
  }

  /** Hears of every refusal, and passes over those that were for no limit. */
  note(request: FastifyRequest, error: unknown): void {
    const { principal } = request
    const reached = error instanceof Problem ? reachedBy(error) : undefined
    if (!principal || !reached) return
    this.#record(principal, reached, request).catch((failure: unknown) => {
      request.log.warn({ err: failure }, 'a reached limit was not recorded')
    })
  }

  async #record(principal: Principal, reached: Reached, request: FastifyRequest): Promise<void> {
    const key = `${principal.tenant.id}/${reached.name}`
    const nowMs = this.#deps.clock()
    if ((this.#quietUntilMs.get(key) ?? 0) > nowMs) return
    if (this.#quietUntilMs.size >= MAX_REMEMBERED) this.#quietUntilMs.clear()
    this.#quietUntilMs.set(key, nowMs + DAY_MS)
    const write = this.#write(principal, reached, request, nowMs)
    this.#writing.add(write)
    try {
      await write
    } catch (error) {
      // Said by the next refusal, then.
      this.#quietUntilMs.delete(key)
      throw error
    } finally {
      this.#writing.delete(write)
    }
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#writing)
  }

  async #write(
    { credential, tenant }: Principal,
    { name, allowed }: Reached,
    request: FastifyRequest,
    nowMs: number,
  ): Promise<void> {
    const { address, requestId, userAgent } = callerOf(request)
    const actor = {
      kind: 'credential',
      id: credential.id,
      name: credential.name,
      address,
      requestId,
      userAgent,
    } as const
    await withTenant(this.#deps.db, tenant.id, (own) =>
      appendAuditOnce(
        own,
        tenant.id,
        { actor, nowMs },
        {
          action: 'limit.reach',
          target: { kind: 'limits', id: name },
          after: { limit: allowed },
          outcome: 'refused',
        },
        new Date(nowMs - DAY_MS),
      ),
    )
  }
}
