/** Groups that are deleted part by part: what holds when it breaks off, and what comes in between. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultHistory, Problem, systemRetention } from '@postern/domain'
import { listAuditEvents, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import { CredentialCache } from '../auth/credential-cache.ts'
import type { Change } from '../lane/change.ts'
import { Lanes } from '../lane/lanes.ts'
import type { LaneTenant } from '../lane/tenant-lane.ts'
import { openGateway } from '../testing/gateway.ts'
import { wipe } from './delete-groups.ts'

const PART = 3

/** Lanes in which something happens before a part is taken. */
class DisturbedLanes extends Lanes {
  parts = 0
  before: (part: number) => void | Promise<void> = () => undefined

  override async submit(tenant: LaneTenant, change: Change) {
    if (change.kind === 'delete-many') await this.before(++this.parts)
    return super.submit(tenant, change)
  }
}

async function open(t: Parameters<typeof openGateway>[0]) {
  const gateway = await openGateway(t)
  const { app, database, keys, put, tenant } = gateway
  const { credential } = await createCredential(database.admin, tenant, { scopes: ['wipe'] })
  const clock = { nowMs: Date.now() }
  const lanes = new DisturbedLanes(
    {
      db: database.api,
      clock: () => clock.nowMs,
      retention: systemRetention,
      history: defaultHistory,
    },
    { maxQueuedBytes: 1e9, maxViewBytes: 1e9 },
  )
  const principal = await new CredentialCache(database.api, () => clock.nowMs).find(
    tenant.id,
    credential.id,
  )
  assert.ok(principal)
  const actor = {
    kind: 'credential',
    id: credential.id,
    name: credential.name,
    requestId: undefined,
    address: undefined,
    userAgent: undefined,
  } as const
  for (let n = 0; n < 10; n++) await put(`/job/many/n/${n}`, 'm 1\n')
  return {
    clock,
    lanes,
    put,
    wipe: () =>
      wipe({ lanes, clock: () => clock.nowMs, groupsPerPart: PART }, principal, actor).then(
        () => undefined,
        (error: unknown) => {
          assert.ok(error instanceof Problem, String(error))
          return error
        },
      ),
    left: async () => {
      const headers = { authorization: `Bearer ${keys.scrape}` }
      return (await app.inject({ url: '/api/v1/groups', headers })).json().total
    },
    /** How many groups went with each event of the audit. */
    audited: async () => {
      const page = { order: 'oldest', limit: 100, after: undefined } as const
      const events = await withTenant(database.admin, tenant.id, (own) =>
        listAuditEvents(own, tenant.id, {}, page),
      )
      return events.map(({ state_before }) => JSON.parse(state_before ?? '{}').groups)
    },
  }
}

test('a deletion that breaks off says how far it came, and the same again takes the rest', async (t) => {
  const { audited, lanes, left, wipe: wipeAll } = await open(t)
  lanes.before = (part) => {
    if (part === 3) throw new Problem('storage-unavailable', 'the database does not answer')
  }
  const problem = await wipeAll()
  assert.equal(problem?.code, 'partly-done')
  assert.deepEqual(problem.members, { groups: 6, left: 4 })
  assert.match(problem.message, /6 groups are done, 4 are left: the database does not answer/)
  assert.equal(await left(), 4)
  assert.deepEqual(await audited(), [3, 3])
  assert.equal(await wipeAll(), undefined)
  assert.equal(await left(), 0)
  assert.deepEqual(await audited(), [3, 3, 3, 1])
})

test('a deletion of which nothing is done yet fails as what it is', async (t) => {
  const { lanes, left, wipe: wipeAll } = await open(t)
  lanes.before = () => {
    throw new Problem('overloaded', 'too much waits')
  }
  assert.equal((await wipeAll())?.code, 'overloaded')
  assert.equal(await left(), 10)
})

test('a deletion that takes too long ends in time to be answered', async (t) => {
  const { clock, lanes, left, wipe: wipeAll } = await open(t)
  lanes.before = () => {
    clock.nowMs += 20_000
  }
  const problem = await wipeAll()
  assert.deepEqual([problem?.code, problem?.members['left']], ['partly-done', 4])
  assert.equal(await left(), 4)
})

test('a push between two parts is stored then, and its group stays', async (t) => {
  const { lanes, left, put, wipe: wipeAll } = await open(t)
  // By another replica, which has to get hold of the head that the parts take in turn.
  lanes.before = async (part) => {
    if (part === 2) assert.equal((await put('/job/many/n/9', 'm 2\n')).statusCode, 200)
  }
  assert.equal(await wipeAll(), undefined)
  assert.equal(lanes.parts, 4)
  assert.equal(await left(), 1)
})
