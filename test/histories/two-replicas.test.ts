import { test } from 'node:test'
import { openTestDatabase } from '@postern/testkit'
import { startReplica } from '../support/replica.ts'
import { openSlowLine } from '../support/slow-line.ts'
import { createTenantWithKeys } from '../support/tenant.ts'
import { checkHistories } from './check.ts'
import { play } from './play.ts'
import { StillClock } from './still-clock.ts'

for (const { faults, isTimed, title } of [
  {
    faults: 0,
    isTimed: false,
    title: 'every answer of two replicas fits one order of all requests',
  },
  {
    faults: 2,
    isTimed: false,
    title: 'it does too when replicas are lost, or lose their database, in between',
  },
  {
    faults: 0,
    isTimed: true,
    title: 'it does too when groups end, are swept and get another end in between',
  },
  {
    faults: 2,
    isTimed: true,
    title: 'and when all of that happens while replicas are lost',
  },
]) {
  test(title, { timeout: 10 * 60_000 }, async (t) => {
    const database = await openTestDatabase(t)
    // One near and one far, so that what one does overtakes what the other is told.
    const far = { databasePort: await openSlowLine(t, database.urls.api) }
    const clock = isTimed ? new StillClock() : undefined
    const timed = clock ? { databaseClock: clock.databaseClock } : {}
    const start = (which: 0 | 1) =>
      startReplica(t, database, { ...timed, ...(which === 0 ? {} : far) })
    const replicas = [await start(0), await start(1)]
    const played = await checkHistories(
      { clients: 5, requestsPerClient: isTimed ? 14 : 10, faults, isTimed },
      { runs: 40, seconds: 8 },
      async (plan, number) => {
        const tenant = await createTenantWithKeys(database, `history-${number}`)
        return play(plan, { database, tenant, replicas, start, ...(clock ? { clock } : {}) })
      },
    )
    t.diagnostic(`${played} histories`)
  })
}
