import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { NO_TENANT, newUuid, systemContext, type TenantId } from '@postern/domain'
import {
  appendAudit,
  type Db,
  expireAudit,
  listAuditEvents,
  verifyAudit,
  withTenant,
} from '@postern/store'
import { twoTenants } from '@postern/testkit'
import { sql } from 'kysely'
import { expireAudits } from './expire-audits.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const RETENTION_MS = 400 * DAY_MS

async function open(t: TestContext) {
  const world = await twoTenants(t)
  const clock = { nowMs: Date.now() }
  const deps = { db: world.admin, clock: () => clock.nowMs, auditRetentionMs: RETENTION_MS }
  const act = (chain: TenantId, daysAgo: number, target = `${daysAgo} days ago`) => {
    const context = systemContext(Date.now() - daysAgo * DAY_MS)
    return withTenant(world.admin, chain, (own) =>
      appendAudit(own, chain, context, {
        action: 'tenant.update',
        target: { kind: 'tenant', id: target },
      }),
    )
  }
  const expire = () => expireAudits(deps, newUuid(clock.nowMs))
  const events = async (chain: TenantId) => {
    const page = { order: 'oldest', limit: 1_000, after: undefined } as const
    const found = await withTenant(world.admin, chain, (own) =>
      listAuditEvents(own, chain, {}, page),
    )
    return found.map(({ sequence, action, target_id: target }) => `${sequence} ${action} ${target}`)
  }
  return { ...world, clock, act, expire, events }
}

/** As the owner of the tables with the policies off: what no role of the apps can do. */
async function tamper(owner: Db, statement: string): Promise<void> {
  await sql.raw('alter table audit_events no force row level security').execute(owner)
  await sql.raw(statement).execute(owner)
  await sql.raw('alter table audit_events force row level security').execute(owner)
}

test('events older than the retention go, the others stay, and the chain is whole', async (t) => {
  const { acme, act, admin, events, expire, globex } = await open(t)
  for (const daysAgo of [500, 450, 401, 399, 1]) await act(acme.id, daysAgo)
  await act(globex.id, 399)
  await act(NO_TENANT, 500)
  await expire()
  assert.deepEqual(await events(acme.id), [
    '4 tenant.update 399 days ago',
    '5 tenant.update 1 days ago',
    '6 audit.expire 3',
  ])
  assert.deepEqual(await events(globex.id), ['1 tenant.update 399 days ago'])
  assert.deepEqual(await events(NO_TENANT), ['2 audit.expire 1'])
  for (const chain of [acme.id, globex.id, NO_TENANT]) {
    assert.equal((await verifyAudit(admin, chain)).whole, true)
  }
})

test('what is old goes by the week, so that there is not a word about it every day', async (t) => {
  const { acme, act, events, expire } = await open(t)
  await act(acme.id, 406)
  await expire()
  assert.equal((await events(acme.id)).length, 1)
  await act(acme.id, 1)
  await expire()
  assert.equal((await events(acme.id)).length, 2)
})

test('an old event behind a young one stays with it: clocks differ, and the chain has no holes', async (t) => {
  const { acme, act, admin, events, expire } = await open(t)
  for (const daysAgo of [500, 300, 500]) await act(acme.id, daysAgo)
  await expire()
  assert.deepEqual((await events(acme.id)).slice(0, 2), [
    '2 tenant.update 300 days ago',
    '3 tenant.update 500 days ago',
  ])
  assert.equal((await verifyAudit(admin, acme.id)).whole, true)
})

test('a chain goes on and on: the event that says where it begins goes too, when another does', async (t) => {
  const { acme, act, admin, events } = await open(t)
  for (const daysAgo of [900, 800]) await act(acme.id, daysAgo)
  const expireTo = (daysAgo: number, nowDaysAgo: number) =>
    withTenant(admin, acme.id, (own) => {
      const nowMs = Date.now() - nowDaysAgo * DAY_MS
      return expireAudit(own, acme.id, new Date(Date.now() - daysAgo * DAY_MS), nowMs)
    })
  assert.equal(await expireTo(850, 450), false)
  await act(acme.id, 440)
  assert.equal(await expireTo(445, 0), false)
  assert.deepEqual(await events(acme.id), ['4 tenant.update 440 days ago', '5 audit.expire 3'])
  assert.equal((await verifyAudit(admin, acme.id)).whole, true)
})

test('a beginning that was cut off is found, and not covered up by letting more of it go', async (t) => {
  const { acme, act, admin, events, expire, globex, owner } = await open(t)
  for (const daysAgo of [600, 500, 1]) await act(acme.id, daysAgo)
  for (const daysAgo of [500, 1]) await act(globex.id, daysAgo)
  const cutOff = { whole: false, sequence: 1, fault: 'the beginning of the chain is missing' }
  await tamper(owner, `delete from audit_events where sequence = 1 and tenant_id = '${acme.id}'`)
  assert.deepEqual(await verifyAudit(admin, acme.id), cutOff)
  await assert.rejects(expire(), /the beginning of its chain is missing/)
  assert.deepEqual(await verifyAudit(admin, acme.id), cutOff)
  assert.equal((await events(acme.id)).length, 2)
  // The others have theirs done all the same.
  assert.equal((await events(globex.id))[0], '2 tenant.update 1 days ago')
})

test('more cannot be taken away than the chain says', async (t) => {
  const { acme, act, admin, expire, owner } = await open(t)
  for (const daysAgo of [500, 300, 1]) await act(acme.id, daysAgo)
  await expire()
  assert.equal((await verifyAudit(admin, acme.id)).whole, true)
  await tamper(owner, `delete from audit_events where sequence = 2 and tenant_id = '${acme.id}'`)
  assert.deepEqual(await verifyAudit(admin, acme.id), {
    whole: false,
    sequence: 1,
    fault: 'the beginning of the chain is missing',
  })
})

test('nothing younger than 90 days can be taken away by any role of the apps', async (t) => {
  const { acme, act, admin, api, events } = await open(t)
  for (const daysAgo of [500, 91, 89]) await act(acme.id, daysAgo)
  const deleteAll = (db: Db) =>
    withTenant(db, acme.id, (own) =>
      own.deleteFrom('audit_events').where('tenant_id', '=', acme.id).execute(),
    )
  await assert.rejects(
    withTenant(admin, acme.id, (own) => expireAudit(own, acme.id, new Date(), Date.now())),
    /let 2 of 3 events of the audit go/,
  )
  assert.equal((await events(acme.id)).length, 3)
  await assert.rejects(deleteAll(api), /permission denied/)
  await deleteAll(admin)
  assert.deepEqual(await events(acme.id), ['3 tenant.update 89 days ago'])
})

test('two processes do not take from one chain at a time', async (t) => {
  const { acme, act, admin, events, expire } = await open(t)
  for (const daysAgo of [500, 1]) await act(acme.id, daysAgo)
  await Promise.all([expire(), expire()])
  assert.deepEqual(await events(acme.id), ['2 tenant.update 1 days ago', '3 audit.expire 1'])
  assert.equal((await verifyAudit(admin, acme.id)).whole, true)
})
