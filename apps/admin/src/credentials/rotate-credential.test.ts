import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialId, newUuid } from '@postern/domain'
import { recordUses, withTenant } from '@postern/store'
import { createCredential } from '@postern/testkit'
import { startAdmin, type TestAdmin } from '../test-admin.ts'

const URL = '/api/v1/tenants/acme/credentials'
const HOUR_MS = 60 * 60 * 1_000
const DAY_MS = 24 * HOUR_MS

const draft = {
  name: 'nightly backup',
  scopes: ['push', 'delete'],
  namespaces: ['default'],
  note: 'ask the storage team',
  metadata: { owner: 'storage', pager: [1, 2] },
  labelRules: { job: ['backup-*'] },
  sourceNetworks: ['192.0.2.0/24', '2001:db8::/32'],
  expiresIn: '90d',
}

async function issue(admin: TestAdmin, changes: object = {}) {
  const { status, body } = await admin.call('POST', URL, { ...draft, ...changes })
  assert.equal(status, 201)
  return body.credential
}

const rotate = (admin: TestAdmin, id: string, body: object = {}) =>
  admin.call('POST', `${URL}/${id}/rotate`, body)

const read = async (admin: TestAdmin, id: string) =>
  (await admin.call('GET', `${URL}/${id}`)).body.credential

const at = (admin: TestAdmin, inMs: number) => new Date(admin.clock.nowMs + inMs).toISOString()

test('a successor has the same rights and a secret of its own; the old key ends in a day', async (t) => {
  const admin = await startAdmin(t)
  const old = await issue(admin)
  admin.clock.nowMs += HOUR_MS
  const { status, headers, body } = await rotate(admin, old.id)
  assert.equal(status, 201)
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers.location, `${URL}/${body.credential.id}`)
  assert.match(body.secret, /^pst_push_/)
  assert.deepEqual(body.credential, {
    ...old,
    id: body.credential.id,
    rotatedFrom: old.id,
    createdAt: at(admin, 0),
    expiresAt: at(admin, 90 * DAY_MS),
  })
  assert.deepEqual(await read(admin, old.id), {
    ...old,
    rotatedTo: body.credential.id,
    retiresAt: at(admin, DAY_MS),
  })
})

test('the overlap is what the caller says, from nothing to seven days', async (t) => {
  const admin = await startAdmin(t)
  for (const [overlap, ms] of [
    ['0s', 0],
    ['90m', 90 * 60_000],
    ['7d', 7 * DAY_MS],
  ] as const) {
    const { id } = await issue(admin)
    assert.equal((await rotate(admin, id, { overlap })).status, 201)
    assert.equal((await read(admin, id)).retiresAt, at(admin, ms))
  }
  const { id } = await issue(admin)
  for (const body of [{ overlap: '8d' }, { overlap: 'x' }, { overlap: 5 }, { activate: 'x' }]) {
    const answer = await rotate(admin, id, body)
    assert.deepEqual([answer.status, answer.body.code], [400, 'request-invalid'])
  }
  assert.equal((await read(admin, id)).rotatedTo, null)
})

test('an overlap that waits for the first use begins with it', async (t) => {
  const admin = await startAdmin(t)
  const { id } = await issue(admin)
  const { body } = await rotate(admin, id, { overlap: '2h', activate: 'on_first_use' })
  assert.equal((await read(admin, id)).retiresAt, null)
  const use = { at: new Date(admin.clock.nowMs + DAY_MS) }
  await withTenant(admin.api, admin.acme.id, (own) =>
    recordUses(own, admin.acme.id, new Map([[credentialId(body.credential.id), use]])),
  )
  assert.equal((await read(admin, id)).retiresAt, at(admin, DAY_MS + 2 * HOUR_MS))
})

test('there is one rotation at a time, unless the other is to be replaced', async (t) => {
  const admin = await startAdmin(t)
  const { id } = await issue(admin)
  const first = await rotate(admin, id, { overlap: '1h' })
  const second = await rotate(admin, id)
  assert.deepEqual([second.status, second.body.code], [409, 'rotation-pending'])
  const third = await rotate(admin, id, { replace: true })
  assert.equal(third.status, 201)
  const old = await read(admin, id)
  assert.deepEqual([old.rotatedTo, old.retiresAt], [third.body.credential.id, at(admin, DAY_MS)])
  assert.equal((await read(admin, first.body.credential.id)).revokedAt, at(admin, 0))
})

test('of rotations at the same moment one is done', async (t) => {
  const admin = await startAdmin(t)
  const { id } = await issue(admin)
  const answers = await Promise.all([1, 2, 3, 4].map(() => rotate(admin, id)))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409, 409, 409],
  )
})

test('a key that has ended is not rotated', async (t) => {
  const admin = await startAdmin(t)
  const revoked = await issue(admin)
  await admin.call('DELETE', `${URL}/${revoked.id}`)
  const retired = await issue(admin)
  await rotate(admin, retired.id, { overlap: '0s' })
  const expired = await issue(admin, { expiresIn: '30s' })
  admin.clock.nowMs += 30_000
  for (const { id } of [revoked, retired, expired]) {
    const { status, body } = await rotate(admin, id, { replace: true })
    assert.deepEqual([status, body.code], [409, 'credential-ended'])
  }
})

test("another tenant's key is as missing to a rotation as one that never was", async (t) => {
  const admin = await startAdmin(t)
  const { credential } = await createCredential(admin.admin, admin.globex, { scopes: ['push'] })
  for (const id of [credential.id, newUuid(Date.now()), 'x']) {
    const { status, body } = await rotate(admin, id)
    assert.deepEqual([status, body.code], [404, 'credential-not-found'])
  }
  assert.equal(
    (await admin.call('POST', `/api/v1/tenants/nobody/credentials/x/rotate`, {})).status,
    404,
  )
})

test('a draft with rules, networks or metadata that cannot be is 400', async (t) => {
  const admin = await startAdmin(t)
  const networks = [
    '192.0.2.0',
    '192.0.2.0/33',
    '192.0.2/24',
    '::/129',
    'x/8',
    '1.2.3.4/08',
    'fe80::1%1/64',
  ]
  const changes = [
    ...networks.map((network) => ({ sourceNetworks: [network] })),
    { sourceNetworks: Array.from({ length: 51 }, (_, i) => `10.0.0.${i}/32`) },
    { labelRules: { job: [] } },
    { labelRules: { job: ['a*b'] } },
    { labelRules: { job: ['*a'] } },
    { labelRules: { job: 'a' } },
    { labelRules: { '': ['a'] } },
    { labelRules: { __name__: ['a'] } },
    { metadata: 'x' },
    { metadata: { x: 'é'.repeat(2_050) } },
    { note: 'x'.repeat(1_001) },
  ]
  for (const change of changes) {
    const { status, body } = await admin.call('POST', URL, { ...draft, ...change })
    assert.deepEqual([status, body.code], [400, 'request-invalid'], JSON.stringify(change))
  }
  assert.deepEqual((await admin.call('GET', URL)).body.credentials, [])
})

test('how long keys live is what the tenant allows', async (t) => {
  const admin = await startAdmin(t)
  const policy = (change: object) => admin.call('PATCH', '/api/v1/tenants/acme', change)
  assert.equal((await policy({ maxKeyLife: '30d', keysMayNeverExpire: false })).status, 200)
  for (const expiresIn of ['never', '31d']) {
    const { status, body } = await admin.call('POST', URL, { ...draft, expiresIn })
    assert.deepEqual([status, body.errors[0]?.pointer], [400, '/expiresIn'], expiresIn)
  }
  const { expiresIn: _90d, ...byDefault } = draft
  const { body } = await admin.call('POST', URL, byDefault)
  assert.equal(body.credential.expiresAt, at(admin, 30 * DAY_MS))
  await policy({ maxKeyLife: null, keysMayNeverExpire: true })
  const endless = await issue(admin, { expiresIn: 'never' })
  assert.equal(endless.expiresAt, null)
  await policy({ keysMayNeverExpire: false })
  const successor = await rotate(admin, endless.id)
  assert.equal(successor.body.credential.expiresAt, at(admin, 365 * DAY_MS))
})
