import { setTimeout as wait } from 'node:timers/promises'
import type { HistoryKept, SystemRetention, TenantId } from '@postern/domain'
import {
  type DatabaseClock,
  type Db,
  findUntidiness,
  purgeTombstones,
  recomputeExpiry,
  sweepGroups,
  withTenant,
  withTenantSnapshot,
} from '@postern/store'
import { tidyHistory } from './tidy-history.ts'

export interface TidyDeps {
  readonly db: Db
  readonly retention: SystemRetention
  readonly history: HistoryKept
  readonly databaseClock?: DatabaseClock | undefined
}

// Every replica that serves a tenant looks at its head at each scrape, so an hour is ample; one that comes later reads
// everything anew.
const TOMBSTONE_LIFE_MS = 60 * 60_000

// Some milliseconds' worth: pushes wait for the head as long as one chunk takes.
const GROUPS_PER_CHUNK = 200

/**
 * Puts a tenant's groups in order: expiry that a change of retention left to be computed, groups that have ended, old
 * tombstones, and what is remembered of pushes. Yields after every transaction. Left in between, whoever comes next does the rest.
 */
export async function* tidyTenant(deps: TidyDeps, tenantId: TenantId): AsyncGenerator<void, void> {
  const { db, retention, databaseClock } = deps
  const untidy = await withTenantSnapshot(db, tenantId, (own) =>
    findUntidiness(own, tenantId, TOMBSTONE_LIFE_MS, databaseClock),
  )
  yield
  if (untidy.mustRecompute) {
    const options = { system: retention, clock: databaseClock }
    yield* inTurns(recomputeExpiry(db, tenantId, options))
  }
  if (untidy.hasEnded || untidy.mustRecompute) yield* inTurns(sweepAll(deps, tenantId))
  if (untidy.hasTombstones) {
    await withTenant(db, tenantId, (own) =>
      purgeTombstones(own, tenantId, TOMBSTONE_LIFE_MS, databaseClock),
    )
  }
  yield* inTurns(tidyHistory(deps, tenantId))
}

async function* sweepAll({ db, databaseClock }: TidyDeps, tenantId: TenantId) {
  const sweepSome = () =>
    withTenant(db, tenantId, (own) => sweepGroups(own, tenantId, GROUPS_PER_CHUNK, databaseClock))
  while ((await sweepSome()) === GROUPS_PER_CHUNK) yield
}

/** Rests after each step as long as it took: half of the time belongs to pushes. */
async function* inTurns(steps: AsyncGenerator<void, void>): AsyncGenerator<void, void> {
  let began = performance.now()
  for await (const _ of steps) {
    yield
    await wait(performance.now() - began)
    began = performance.now()
  }
}
