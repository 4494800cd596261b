import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRetention } from '@postern/domain'
import { withTenant } from '@postern/store'
import type { FastifyInstance } from 'fastify'
import { CredentialUses } from './auth/credential-uses.ts'
import { houseRound } from './housekeeping.ts'
import { Lanes } from './lane/lanes.ts'
import { type Gateway, openGateway } from './testing/gateway.ts'

const HOUR_MS = 60 * 60_000
const START = Date.UTC(2026, 0, 1)

/** A gateway with a clock that the test moves, and a round of the housekeeping of another replica. */
async function openTidied(t: Parameters<typeof openGateway>[0]) {
  const clock = { nowMs: START }
  const gateway = await openGateway(t, () => clock.nowMs)
  const { api: db } = gateway.database
  const options = { maxViewBytes: 1e9, maxQueuedBytes: 1e9 }
  const databaseClock = () => clock.nowMs * 1_000
  const lanes = new Lanes(
    { db, clock: () => clock.nowMs, databaseClock, retention: systemRetention },
    options,
  )
  const round = async () => {
    // A replica tidies for the tenants that it serves.
    await lanes.read(gateway.tenant, () => undefined)
    await houseRound({ db, lanes, uses: new CredentialUses(db), databaseClock })
  }
  return { gateway, clock, round }
}

function heldGroups(gateway: Gateway, app?: FastifyInstance) {
  return gateway.scrape(app).then((text) => text.match(/^push_time_seconds\{.*/gm)?.length ?? 0)
}

test('a group of which no push ever succeeded goes an hour after the last failure', async (t) => {
  const { gateway, clock } = await openTidied(t)
  await gateway.put('/job/good', 'm 1\n')
  await gateway.put('/job/good', 'm 1 1234\n')
  await gateway.put('/job/bad', 'm 1 1234\n')

  clock.nowMs = START + HOUR_MS
  const afterAnHour = await heldGroups(gateway)
  clock.nowMs = START + HOUR_MS + 1

  assert.equal(afterAnHour, 2)
  assert.equal(await heldGroups(gateway), 1)
  assert.match(await gateway.scrape(), /^push_failure_time_seconds\{.*job="good"\} <time>$/m)
})

test('a replica that slept through the purge of a tombstone builds its view anew', async (t) => {
  const { gateway, clock, round } = await openTidied(t)
  const sleeper = await gateway.addReplica()
  await gateway.put('/job/a', 'm 1\n')
  await gateway.put('/job/b', 'm 1\n')
  assert.equal(await heldGroups(gateway, sleeper), 2)

  await gateway.delete('/job/a')
  clock.nowMs = START + 2 * HOUR_MS
  await round()

  assert.equal(await rowCount(gateway), 1)
  assert.equal(await heldGroups(gateway, sleeper), 1)
})

function rowCount({ database, tenant }: Gateway): Promise<number> {
  return withTenant(database.api, tenant.id, async (db) => {
    const rows = await db.selectFrom('groups').select('version').execute()
    return rows.length
  })
}
