import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialId, newUuid, parseApiKey } from '@postern/domain'
import { findCredentials, recordUses, withTenant } from '@postern/store'
import { createCredential, testHasher } from '@postern/testkit'
import { startAdmin, type TestAdmin } from '../test-admin.ts'

const URL = '/api/v1/tenants/acme/credentials'
const DAY_MS = 24 * 60 * 60 * 1_000

const draft = {
  name: 'nightly backup',
  scopes: ['push', 'delete'],
  namespaces: ['default'],
  expiresIn: '90d',
}

const issue = (admin: TestAdmin, changes: object = {}) =>
  admin.call('POST', URL, { ...draft, ...changes })

test('an issued key is the one that the database knows, and says what it is', async (t) => {
  const world = await startAdmin(t)
  const { status, headers, body } = await issue(world)
  assert.equal(status, 201)
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers.location, `${URL}/${body.credential.id}`)
  assert.match(body.secret, /^pst_push_/)
  assert.deepEqual(body.credential, {
    id: body.credential.id,
    kind: 'push',
    name: 'nightly backup',
    scopes: ['push', 'delete'],
    namespaces: ['default'],
    openMetrics: false,
    note: '',
    metadata: {},
    labelRules: {},
    sourceNetworks: [],
    clientCertificates: [],
    rotatedFrom: null,
    rotatedTo: null,
    createdAt: new Date(world.clock.nowMs).toISOString(),
    expiresAt: new Date(world.clock.nowMs + 90 * DAY_MS).toISOString(),
    retiresAt: null,
    revokedAt: null,
    firstUsedAt: null,
    lastUsedAt: null,
    lastUsedFrom: null,
    lastUsedBy: null,
  })
  const key = parseApiKey(body.secret)
  assert.ok(key)
  assert.deepEqual([key.tenantId, key.keyId], [world.acme.id, body.credential.id])
  const [stored] = await withTenant(world.api, world.acme.id, (db) =>
    findCredentials(db, world.acme.id, [credentialId(key.keyId)]),
  )
  assert.equal(testHasher.matches(key.secret, stored?.secret), true)
})

test('the secret is in that one answer and nowhere else', async (t) => {
  const world = await startAdmin(t)
  const { body } = await issue(world)
  const read = await world.call('GET', `${URL}/${body.credential.id}`)
  const listed = await world.call('GET', URL)
  assert.deepEqual(read.body, { credential: body.credential })
  assert.deepEqual(listed.body, { credentials: [body.credential] })
  const shown = JSON.stringify([read.body, listed.body])
  for (const word of ['secret', 'hash', 'pepper', body.secret]) {
    assert.equal(shown.includes(word), false, word)
  }
})

test('a key ends when it was told to, in a year by default, or never', async (t) => {
  const world = await startAdmin(t)
  const lives: readonly (readonly [string | undefined, number | undefined])[] = [
    [undefined, 365 * DAY_MS],
    ['30s', 30_000],
    ['24h', DAY_MS],
    ['52w', 364 * DAY_MS],
    ['100y', 36_500 * DAY_MS],
    ['never', undefined],
  ]
  for (const [expiresIn, lifeMs] of lives) {
    const { status, body } = await issue(world, { expiresIn })
    assert.equal(status, 201, String(expiresIn))
    const end = lifeMs === undefined ? null : new Date(world.clock.nowMs + lifeMs).toISOString()
    assert.equal(body.credential.expiresAt, end, String(expiresIn))
  }
})

test('a key may be for all namespaces, or for those that the tenant has', async (t) => {
  const world = await startAdmin(t)
  await world.call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  for (const namespaces of [['*'], ['team'], ['team', 'default']]) {
    const { status, body } = await issue(world, { namespaces })
    assert.deepEqual([status, body.credential?.namespaces], [201, namespaces])
  }
  await world.call('POST', '/api/v1/tenants/globex/namespaces', { name: 'theirs' })
  const { status, body } = await issue(world, { namespaces: ['default', 'theirs'] })
  assert.equal(status, 400)
  assert.deepEqual(body.errors, [
    { in: 'body', pointer: '/namespaces/1', detail: 'is no namespace of the tenant: "theirs"' },
  ])
})

test('a draft that is not right is 400, and no key is made', async (t) => {
  const world = await startAdmin(t)
  const changes = [
    { name: undefined },
    { name: '' },
    { scopes: undefined },
    { scopes: [] },
    { scopes: ['push', 'push'] },
    { scopes: ['fly'] },
    { scopes: 'push' },
    { namespaces: undefined },
    { namespaces: [] },
    { namespaces: ['default', 'default'] },
    { namespaces: ['A'] },
    { expiresIn: '' },
    { expiresIn: '90' },
    { expiresIn: '0s' },
    { expiresIn: '101y' },
    { expiresIn: 90 },
    { expiresIn: null },
    { kind: 'operator' },
    { tenantId: world.globex.id },
  ]
  for (const change of changes) {
    const { status, body } = await issue(world, change)
    assert.deepEqual([status, body.code], [400, 'request-invalid'], JSON.stringify(change))
    assert.ok(body.errors.length > 0, JSON.stringify(change))
  }
  assert.deepEqual((await world.call('GET', URL)).body.credentials, [])
})

test('a revoked key stays in the list with its end, and the first end stays', async (t) => {
  const world = await startAdmin(t)
  const { body } = await issue(world)
  const url = `${URL}/${body.credential.id}`
  const revokedAt = new Date(world.clock.nowMs).toISOString()
  const revoked = await world.call('DELETE', url)
  assert.deepEqual([revoked.status, revoked.body], [204, undefined])
  world.clock.nowMs += 5_000
  assert.equal((await world.call('DELETE', url)).status, 204)
  assert.deepEqual((await world.call('GET', URL)).body.credentials, [
    { ...body.credential, revokedAt },
  ])
})

test('the last use of a key is shown', async (t) => {
  const world = await startAdmin(t)
  const { body } = await issue(world)
  const at = new Date('2026-01-02T03:04:05.678Z')
  const use = { at, addressPrefix: '192.0.2.0/24', userAgent: 'curl/8' }
  await withTenant(world.api, world.acme.id, (db) =>
    recordUses(db, world.acme.id, new Map([[credentialId(body.credential.id), use]])),
  )
  const read = await world.call('GET', `${URL}/${body.credential.id}`)
  assert.equal(read.body.credential.firstUsedAt, at.toISOString())
  assert.equal(read.body.credential.lastUsedAt, at.toISOString())
  assert.equal(read.body.credential.lastUsedFrom, '192.0.2.0/24')
  assert.equal(read.body.credential.lastUsedBy, 'curl/8')
})

test("another tenant's credential is as missing as one that never was", async (t) => {
  const world = await startAdmin(t)
  const { credential } = await createCredential(world.admin, world.globex, { scopes: ['push'] })
  const ids = [credential.id, newUuid(Date.now()), 'x', '%00', credential.id.toUpperCase()]
  for (const method of ['GET', 'DELETE'] as const) {
    const answers = []
    for (const id of ids) {
      const { status, body } = await world.call(method, `${URL}/${id}`)
      const { instance, ...problem } = body
      assert.equal(typeof instance, 'string')
      answers.push({ status, problem })
    }
    assert.equal(answers[0]?.status, 404)
    for (const answer of answers) assert.deepEqual(answer, answers[0])
  }
  const own = await world.call('GET', `/api/v1/tenants/globex/credentials/${credential.id}`)
  assert.equal(own.body.credential.revokedAt, null)
  assert.deepEqual((await world.call('GET', URL)).body.credentials, [])
})

test('the credentials of nobody are 404', async (t) => {
  const { call } = await startAdmin(t)
  const nobody = '/api/v1/tenants/nobody/credentials'
  const id = newUuid(Date.now())
  const answers = [
    await call('GET', nobody),
    await call('POST', nobody, draft),
    await call('GET', `${nobody}/${id}`),
    await call('DELETE', `${nobody}/${id}`),
  ]
  for (const { status, body } of answers) {
    assert.deepEqual([status, body.code], [404, 'tenant-not-found'])
  }
})

test('pages show every credential of the tenant once, in the order of their making', async (t) => {
  const world = await startAdmin(t)
  await createCredential(world.admin, world.globex, { scopes: ['push'] })
  const made: string[] = []
  for (let i = 0; i < 5; i++) {
    world.clock.nowMs += 1
    made.push((await issue(world)).body.credential.id)
  }
  const seen: string[] = []
  let query = 'limit=2'
  for (let pages = 1; pages <= 3; pages++) {
    const { body } = await world.call('GET', `${URL}?${query}`)
    seen.push(...body.credentials.map((credential) => credential.id))
    assert.equal('nextCursor' in body, pages < 3)
    query = `limit=2&cursor=${body.nextCursor}`
  }
  assert.deepEqual(seen, made)
  assert.equal((await world.call('GET', `${URL}?limit=201`)).status, 400)
})

test('credentials are found by name or id, the newest first, without those that are of no use', async (t) => {
  const admin = await startAdmin(t)
  const ids = new Map<string, string>()
  for (const name of ['Backup one', 'etl', 'backup two', 'short', '100%_backup', 'rotated']) {
    const { body } = await issue(admin, { name, expiresIn: name === 'short' ? '1h' : '90d' })
    ids.set(name, body.credential.id)
    // Ids of one millisecond stand in any order.
    admin.clock.nowMs += 1
  }
  await admin.call('DELETE', `${URL}/${ids.get('backup two')}`)
  await admin.call('POST', `${URL}/${ids.get('rotated')}/rotate`, { overlap: '10m' })
  const names = async (query: string) => {
    const { status, body } = await admin.call('GET', `${URL}?${query}`)
    assert.equal(status, 200, query)
    return body.credentials.map(({ name }) => name)
  }
  assert.deepEqual(await names('search=BACKUP'), ['Backup one', 'backup two', '100%_backup'])
  assert.deepEqual(await names('search=BACKUP&order=newest&limit=2'), ['100%_backup', 'backup two'])
  assert.deepEqual(await names('search=%25_'), ['100%_backup'])
  assert.deepEqual(await names(`search=${ids.get('etl')}`), ['etl'])
  assert.deepEqual(await names('search=nothing'), [])
  const live = ['rotated', 'rotated', '100%_backup', 'short', 'etl', 'Backup one']
  assert.deepEqual(await names('order=newest&ended=false'), live)
  admin.clock.nowMs += 60 * 60_000
  assert.deepEqual(
    await names('order=newest&ended=false'),
    live.filter((name, at) => name !== 'short' && at !== 1),
  )
  const first = await admin.call('GET', `${URL}?order=newest&limit=3`)
  const rest = await admin.call('GET', `${URL}?order=newest&cursor=${first.body.nextCursor}`)
  const whole = await admin.call('GET', URL)
  assert.deepEqual(
    [...first.body.credentials, ...rest.body.credentials],
    whole.body.credentials.toReversed(),
  )
})

test('a key is bound to certificates by names that cannot be misread, and so is its successor', async (t) => {
  const world = await startAdmin(t)
  const clientCertificates = [
    `sha256:${'0a'.repeat(32)}`,
    'dns:prometheus.acme.example',
    'uri:spiffe://acme/prometheus',
    'email:ops@acme.example',
  ]
  const { status, body } = await issue(world, { clientCertificates })
  assert.equal(status, 201)
  assert.deepEqual(body.credential.clientCertificates, clientCertificates)
  const rotated = await world.call('POST', `${URL}/${body.credential.id}/rotate`, {})
  assert.deepEqual(rotated.body.credential.clientCertificates, clientCertificates)

  const misread = [
    `sha256:${'0A'.repeat(32)}`,
    `sha256:${'0a:'.repeat(31)}0a`,
    'sha256:0a',
    'dns:Prometheus.acme.example',
    'dns:',
    'CN=prometheus',
    'prometheus.acme.example',
    'uri:spiffe://acme/prome theus',
    'subject:CN=prometheus',
  ]
  for (const name of misread) {
    assert.equal((await issue(world, { clientCertificates: [name] })).status, 400, name)
  }
  const tooMany = Array.from({ length: 21 }, (_, i) => `dns:host${i}.example`)
  assert.equal((await issue(world, { clientCertificates: tooMany })).status, 400)
})
