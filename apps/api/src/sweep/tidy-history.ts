import type { HistoryKept, TenantId } from '@postern/domain'
import {
  type DatabaseClock,
  type Db,
  findHead,
  forgetOldPushes,
  forgetSurplusPushes,
  momentOf,
  type TenantDb,
  withTenant,
} from '@postern/store'

export interface HistoryDeps {
  readonly db: Db
  readonly history: HistoryKept
  readonly databaseClock?: DatabaseClock | undefined
}

// Some milliseconds' worth.
const PUSHES_PER_CHUNK = 1_000

// Sweeps come every minute; one that is late finds the pushes of a group with its next push.
const RECENT_MICROS = 5 * 60 * 1e6

const DAY_MICROS = 24 * 60 * 60 * 1e6

/** Forgets pushes that are too many or too old. Yields after every transaction. */
export async function* tidyHistory(
  deps: HistoryDeps,
  tenantId: TenantId,
): AsyncGenerator<void, void> {
  const { perGroup, days } = deps.history
  const limit = PUSHES_PER_CHUNK
  yield* inChunks(deps, tenantId, (own, nowMicros) =>
    forgetSurplusPushes(own, tenantId, {
      sinceMicros: nowMicros - RECENT_MICROS,
      kept: perGroup,
      limit,
    }),
  )
  yield* inChunks(deps, tenantId, (own, nowMicros) =>
    forgetOldPushes(own, tenantId, nowMicros - days * DAY_MICROS, limit),
  )
}

async function* inChunks(
  { db, databaseClock }: HistoryDeps,
  tenantId: TenantId,
  forgetSome: (own: TenantDb, nowMicros: number) => Promise<number>,
): AsyncGenerator<void, void> {
  for (;;) {
    const forgotten = await withTenant(db, tenantId, async (own) => {
      const head = await findHead(own, tenantId)
      return head ? forgetSome(own, momentOf(head, databaseClock)) : 0
    })
    if (forgotten < PUSHES_PER_CHUNK) return
    yield
  }
}
