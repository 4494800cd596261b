import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_TENANT, newUuid } from '@postern/domain'
import { type Db, deleteAccount, updateAccount, verifyAudit, withTenant } from '@postern/store'
import { createPerson } from '@postern/testkit'
import { sql } from 'kysely'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { Browser } from '../test-browser.ts'

const URL = '/api/v1/tenants/acme'

const keyDraft = { name: 'backup', scopes: ['push'], namespaces: ['default'] }

/** One event of each kind, in this order. */
async function actOnce(admin: TestAdmin): Promise<readonly string[]> {
  await admin.call('PATCH', URL, { name: 'New' })
  await admin.call('POST', `${URL}/namespaces`, { name: 'team' })
  const { body } = await admin.call('POST', `${URL}/credentials`, keyDraft)
  const path = `${URL}/credentials/${body.credential.id}`
  await admin.call('POST', `${path}/rotate`, {})
  await admin.call('DELETE', path)
  await admin.call('POST', `${URL}/suspend`)
  await admin.call('POST', `${URL}/resume`)
  await admin.call('DELETE', `${URL}?confirm=acme`)
  await admin.call('POST', `${URL}/undelete`)
  return [
    'tenant.update',
    'namespace.create',
    'credential.create',
    'credential.rotate',
    'credential.revoke',
    'tenant.suspend',
    'tenant.resume',
    'tenant.delete',
    'tenant.undelete',
  ]
}

/** As its owner with the policies off: what no role of the apps can do. */
async function tamper(owner: Db, statement: string): Promise<void> {
  await sql.raw('alter table audit_events no force row level security').execute(owner)
  await sql.raw(statement).execute(owner)
  await sql.raw('alter table audit_events force row level security').execute(owner)
}

test('every management act is in the audit, with who, what, from where and in which request', async (t) => {
  const admin = await startAdmin(t)
  const actions = await actOnce(admin)
  const { status, body } = await admin.call('GET', `${URL}/audit?order=oldest`)
  assert.equal(status, 200)
  assert.deepEqual(
    body.events.map((event) => event.action),
    actions,
  )
  for (const event of body.events) {
    assert.deepEqual([event.actor.kind, event.actor.name], ['operator', 'for tests'])
    assert.match(event.actor.id ?? '', /^[0-9a-f-]{36}$/)
    assert.match(event.requestId ?? '', /^[0-9a-f-]{36}$/)
    assert.deepEqual(
      [event.address, event.outcome, event.at],
      ['127.0.0.1', 'done', new Date(admin.clock.nowMs).toISOString()],
    )
  }
  const [update] = body.events
  assert.deepEqual(
    [update?.target, update?.before?.['name'], update?.after?.['name']],
    [{ kind: 'tenant', id: 'acme' }, 'Acme', 'New'],
  )
})

test('who acted is named as they were called then, also when they are renamed or gone', async (t) => {
  const admin = await startAdmin(t)
  const { account, headers } = await createPerson(admin.admin, { role: 'system-admin' })
  const update = async (name: string) =>
    new Browser(admin.app).call('PATCH', URL, { name }, headers)
  await update('First')
  await updateAccount(admin.admin, { ...account, name: 'Ada' })
  await update('Second')
  await deleteAccount(admin.admin, account.id)
  const { body } = await admin.call('GET', `${URL}/audit?order=oldest`)
  assert.deepEqual(
    body.events.map(({ actor }) => actor),
    ['A system-admin', 'Ada'].map((name) => ({ kind: 'account', id: account.id, name })),
  )
  // The tenant learns a name, and no way to reach the person.
  assert.equal(JSON.stringify(body).includes(account.email), false)
})

test('no secret and no hash of one is in the audit', async (t) => {
  const admin = await startAdmin(t)
  const { body } = await admin.call('POST', `${URL}/credentials`, keyDraft)
  const rotated = await admin.call('POST', `${URL}/credentials/${body.credential.id}/rotate`, {})
  const shown = JSON.stringify((await admin.call('GET', `${URL}/audit`)).body)
  for (const word of ['pst_', 'secret', 'pepper', body.secret, rotated.body.secret]) {
    assert.equal(shown.includes(word), false, word)
  }
})

test('an act that fails leaves no event, and one without its event is undone', async (t) => {
  const admin = await startAdmin(t)
  await admin.call('POST', `${URL}/namespaces`, { name: 'default' })
  await admin.call('POST', `${URL}/credentials`, { ...keyDraft, namespaces: ['none'] })
  assert.deepEqual((await admin.call('GET', `${URL}/audit`)).body.events, [])
  await sql`revoke insert on audit_events from postern_admin`.execute(admin.owner)
  assert.equal((await admin.call('POST', `${URL}/namespaces`, { name: 'team' })).status, 500)
  const { body } = await admin.call('GET', `${URL}/namespaces`)
  assert.deepEqual(
    body.namespaces.map(({ name }) => name),
    ['default'],
  )
})

test('events are listed newest first, by action, actor and time, in pages', async (t) => {
  const admin = await startAdmin(t)
  await actOnce(admin)
  const list = async (query: string) => {
    const { body } = await admin.call('GET', `${URL}/audit${query}`)
    return body
  }
  const all = await list('')
  assert.deepEqual(
    all.events.map((event) => event.sequence),
    [9, 8, 7, 6, 5, 4, 3, 2, 1],
  )
  const first = await list('?limit=4')
  const second = await list(`?limit=4&cursor=${first.nextCursor}`)
  const third = await list(`?limit=4&cursor=${second.nextCursor}`)
  assert.deepEqual([...first.events, ...second.events, ...third.events], all.events)
  assert.equal(third.nextCursor, undefined)
  assert.equal((await list('?action=namespace.create')).events.length, 1)
  assert.equal((await list(`?actor=${all.events[0]?.actor.id}`)).events.length, 9)
  assert.equal((await list(`?actor=${newUuid(1)}`)).events.length, 0)
  const later = new Date(admin.clock.nowMs + 1).toISOString()
  assert.equal((await list(`?since=${later}`)).events.length, 0)
  assert.equal((await list(`?until=${later}`)).events.length, 9)
})

test('a query that is not right is 400, and an unknown tenant 404', async (t) => {
  const admin = await startAdmin(t)
  for (const query of [
    'limit=0',
    'cursor=x',
    'action=x',
    'actor=x',
    'since=now',
    'order=x',
    'x=1',
  ]) {
    const { status, body } = await admin.call('GET', `${URL}/audit?${query}`)
    assert.deepEqual([status, body.code], [400, 'request-invalid'], query)
  }
  assert.equal((await admin.call('GET', '/api/v1/tenants/nobody/audit')).status, 404)
})

test('one tenant’s audit holds nothing of the other’s', async (t) => {
  const admin = await startAdmin(t)
  await actOnce(admin)
  assert.deepEqual((await admin.call('GET', '/api/v1/tenants/globex/audit')).body.events, [])
  const { body } = await admin.call('GET', '/api/v1/audit')
  assert.deepEqual(
    body.events.filter(({ actor }) => actor.kind === 'operator'),
    [],
  )
})

test('all events go out as NDJSON, oldest first', async (t) => {
  const admin = await startAdmin(t)
  const actions = await actOnce(admin)
  const reply = await admin.app.inject({
    url: `${URL}/audit`,
    headers: { authorization: `Bearer ${admin.operatorKey}`, accept: 'application/x-ndjson' },
  })
  assert.equal(reply.headers['content-type'], 'application/x-ndjson')
  const lines = reply.body.trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line): unknown => JSON.parse(line).action),
    actions,
  )
})

test('the roles of the apps can neither change nor delete an event, nor read another tenant’s', async (t) => {
  const admin = await startAdmin(t)
  await actOnce(admin)
  const attempt = (role: Db, statement: string) =>
    withTenant(role, admin.acme.id, (own) => sql.raw(statement).execute(own))
  for (const role of [admin.api, admin.admin]) {
    const update = attempt(role, "update audit_events set action = 'x'")
    await assert.rejects(update, /permission denied/)
    const read = await withTenant(role, admin.globex.id, (own) =>
      sql`select 1 from audit_events`.execute(own),
    )
    assert.equal(read.rows.length, 0)
  }
  await assert.rejects(attempt(admin.api, 'delete from audit_events'), /permission denied/)
  // What is old enough to go, it may take away; these are not.
  const deleted = await attempt(admin.admin, 'delete from audit_events')
  assert.equal(deleted.numAffectedRows, 0n)
})

test('verifying finds the first event that was changed, removed or cut off', async (t) => {
  const admin = await startAdmin(t)
  await actOnce(admin)
  const verify = () => verifyAudit(admin.admin, admin.acme.id)
  assert.deepEqual(await verify(), { whole: true, events: 9 })
  assert.equal((await verifyAudit(admin.admin, NO_TENANT)).whole, true)

  await tamper(admin.owner, 'delete from audit_events where sequence = 9')
  assert.deepEqual(await verify(), {
    whole: false,
    sequence: 9,
    fault: 'the end of the chain is missing',
  })
  await tamper(admin.owner, 'delete from audit_events where sequence = 6')
  assert.deepEqual(await verify(), { whole: false, sequence: 6, fault: 'the event is missing' })
  await tamper(admin.owner, "update audit_events set address = '192.0.2.1' where sequence = 4")
  assert.deepEqual(await verify(), { whole: false, sequence: 4, fault: 'the event was changed' })
  await tamper(admin.owner, 'update audit_events set actor_name = null where sequence = 3')
  assert.deepEqual(await verify(), { whole: false, sequence: 3, fault: 'the event was changed' })
  await tamper(admin.owner, "update audit_events set previous_hash = '\\x00' where sequence = 2")
  assert.deepEqual(await verify(), {
    whole: false,
    sequence: 2,
    fault: 'the event does not follow the one before it',
  })
})

test('events that are added at once make one chain', async (t) => {
  const admin = await startAdmin(t)
  const names = Array.from({ length: 20 }, (_, index) => `team-${index}`)
  await Promise.all(names.map((name) => admin.call('POST', `${URL}/namespaces`, { name })))
  assert.deepEqual(await verifyAudit(admin.admin, admin.acme.id), { whole: true, events: 20 })
})
