import { newUuid, type TenantId } from '@postern/domain'
import { type Db, giveLease, type Lease, listTenantIds, takeLease } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { forEachTenant } from '../each-tenant.ts'
import { type TidyDeps, tidyTenant } from './tidy-tenant.ts'

export interface SweepDeps extends TidyDeps {
  readonly clock: () => number
}

const ROUND_MS = 60_000

// Who dies in a round is followed by another replica after this.
const LEASE_MS = 60_000

// The lease is held on to in between, long before it ends.
const STEPS_PER_LEASE = 50

const TENANTS_PER_READ = 2_000

/**
 * Once a minute one replica walks through all tenants, those that nobody asks for too. What has ended is gone without
 * it, to the microsecond; it only makes room.
 */
export function keepSwept(app: FastifyInstance, deps: SweepDeps): void {
  const holder = newUuid(deps.clock())
  const stopping = new AbortController()
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    // One that takes longer than a minute goes on.
    round ??= sweepRound(deps, holder, stopping.signal)
      .catch((error: unknown) => app.log.warn({ err: error }, 'groups were not swept'))
      .finally(() => (round = undefined))
  }, ROUND_MS)
  timer.unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    stopping.abort()
    await round
  })
}

/** One walk, unless another replica is at it. What fails for one tenant is still done for the others. */
export async function sweepRound(
  deps: TidyDeps,
  holder: string,
  stopping?: AbortSignal,
): Promise<void> {
  const turn = new Turn(deps.db, holder, stopping)
  if (!(await turn.begin())) return
  try {
    const tenants = await listAll(deps.db)
    await forEachTenant(tenants, async (tenantId) => {
      if (turn.isOver) return
      for await (const _ of tidyTenant(deps, tenantId)) if (!(await turn.goOn())) return
    })
  } finally {
    await turn.end()
  }
}

/** What says that this replica and no other walks now. */
class Turn {
  readonly #db: Db
  readonly #lease: Lease
  readonly #stopping: AbortSignal | undefined
  #isLost = false
  #steps = 0

  constructor(db: Db, holder: string, stopping: AbortSignal | undefined) {
    this.#db = db
    this.#lease = { name: 'sweep', holder }
    this.#stopping = stopping
  }

  get isOver(): boolean {
    return this.#isLost || this.#stopping?.aborted === true
  }

  begin(): Promise<boolean> {
    return takeLease(this.#db, this.#lease, LEASE_MS)
  }

  /** After each step: false when it was the last one. */
  async goOn(): Promise<boolean> {
    if (++this.#steps % STEPS_PER_LEASE === 0) this.#isLost = !(await this.begin())
    return !this.isOver
  }

  end(): Promise<void> {
    return giveLease(this.#db, this.#lease)
  }
}

async function listAll(db: Db): Promise<[TenantId, undefined][]> {
  const all: [TenantId, undefined][] = []
  let afterSlug = ''
  for (;;) {
    const page = await listTenantIds(db, { afterSlug, limit: TENANTS_PER_READ })
    for (const { id } of page) all.push([id, undefined])
    const last = page.at(-1)
    if (!last || page.length < TENANTS_PER_READ) return all
    afterSlug = last.slug
  }
}
