import { test } from 'node:test'
import { openTestDatabase } from '@postern/testkit'
import { startReplicaProcess } from '../support/replica-process.ts'
import { createTenantWithKeys } from '../support/tenant.ts'
import { checkHistories } from './check.ts'
import { play } from './play.ts'

test('every answer fits one order of all requests, whenever a process is killed in between', {
  timeout: 10 * 60_000,
}, async (t) => {
  const database = await openTestDatabase(t)
  const start = () => startReplicaProcess(t, database)
  const replicas = await Promise.all([start(), start()])
  const played = await checkHistories(
    { clients: 6, requestsPerClient: 20, faults: 1 },
    { runs: 6, seconds: 6 },
    async (plan, number) => {
      const tenant = await createTenantWithKeys(database, `history-${number}`)
      return play(plan, { database, tenant, replicas, start })
    },
  )
  t.diagnostic(`${played} histories`)
})
