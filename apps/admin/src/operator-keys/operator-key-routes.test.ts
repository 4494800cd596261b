import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { Browser } from '../test-browser.ts'

const URL = '/api/v1/operator-keys'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

type Method = 'GET' | 'POST' | 'DELETE' | 'PATCH'

function caller({ app }: TestAdmin, key: string) {
  const headers = { authorization: `Bearer ${key}` }
  return (method: Method, url: string, body?: object) =>
    new Browser(app).call(method, url, body, headers)
}

test('a key is made with a role, shown once, and does what its role may', async (t) => {
  const admin = await startAdmin(t)
  const root = caller(admin, admin.operatorKey)
  const made = await root('POST', URL, { name: 'CI', role: 'tenant-operator', tenant: 'acme' })
  assert.equal(made.status, 201)
  assert.equal(made.headers['cache-control'], 'no-store')
  assert.match(made.body.secret, /^pst_operator_/)
  const { operatorKey } = made.body
  assert.deepEqual(
    [operatorKey.role, operatorKey.tenant, operatorKey.revokedAt, operatorKey.usedAt],
    ['tenant-operator', 'acme', null, null],
  )
  const script = caller(admin, made.body.secret)
  const key = { name: 'job', scopes: ['push'], namespaces: ['*'] }
  assert.equal((await script('POST', '/api/v1/tenants/acme/credentials', key)).status, 201)
  assert.equal((await script('POST', '/api/v1/tenants/acme/namespaces', { name: 'x' })).status, 403)
  assert.equal((await script('POST', '/api/v1/tenants/globex/credentials', key)).status, 404)
  assert.equal((await script('GET', URL)).status, 403)
  const { body } = await root('GET', URL)
  assert.ok(!JSON.stringify(body).includes(made.body.secret))
  const shown = body.operatorKeys.find(({ id }) => id === operatorKey.id)
  assert.equal(shown?.usedAt, new Date(admin.clock.nowMs).toISOString())
})

test('a key without a tenant has its role in all of them', async (t) => {
  const admin = await startAdmin(t)
  const root = caller(admin, admin.operatorKey)
  const { body } = await root('POST', URL, { name: 'reports', role: 'tenant-viewer' })
  const script = caller(admin, body.secret)
  for (const slug of ['acme', 'globex']) {
    assert.equal((await script('GET', `/api/v1/tenants/${slug}/usage`)).status, 200)
    assert.equal((await script('PATCH', `/api/v1/tenants/${slug}`, { name: 'x' })).status, 403)
  }
  assert.equal((await script('GET', '/api/v1/audit')).status, 403)
})

test('a key ends when it says, and at once when it is revoked', async (t) => {
  const admin = await startAdmin(t)
  const root = caller(admin, admin.operatorKey)
  const make = async (expiresIn?: string) => {
    const draft = { name: 'x', role: 'system-admin', ...(expiresIn && { expiresIn }) }
    return (await root('POST', URL, draft)).body
  }
  const hour = await make('1h')
  const status = async ({ secret }: { secret: string }) =>
    (await caller(admin, secret)('GET', '/api/v1/tenants')).status
  admin.clock.nowMs += HOUR_MS - 1
  assert.equal(await status(hour), 200)
  admin.clock.nowMs += 1
  assert.equal(await status(hour), 401)

  const byDefault = await make()
  const yearMs = 365 * 24 * HOUR_MS
  assert.equal(byDefault.operatorKey.expiresAt, new Date(admin.clock.nowMs + yearMs).toISOString())
  const never = await make('never')
  assert.equal(never.operatorKey.expiresAt, null)
  const url = `${URL}/${never.operatorKey.id}`
  assert.equal((await root('DELETE', url)).status, 204)
  assert.equal(await status(never), 401)
  assert.equal((await root('DELETE', url)).status, 204)
})

test('what cannot be made is refused in words', async (t) => {
  const admin = await startAdmin(t)
  const root = caller(admin, admin.operatorKey)
  for (const [draft, status, pointer] of [
    [{ name: 'x', role: 'system-admin', tenant: 'acme' }, 400, '/role'],
    [{ name: 'x', role: 'owner' }, 400, '/role'],
    [{ name: 'x', role: 'tenant-viewer', expiresIn: '0s' }, 400, '/expiresIn'],
    [{ name: 'x', role: 'tenant-viewer', tenant: 'nowhere' }, 404, undefined],
    [{ name: 'x', role: 'tenant-viewer', scope: 'all' }, 400, '/scope'],
  ] as const) {
    const answer = await root('POST', URL, draft)
    assert.deepEqual([answer.status, answer.body.errors?.[0]?.pointer], [status, pointer])
  }
  for (const id of ['x', '01900000-0000-7000-8000-000000000001']) {
    const { status, body } = await root('DELETE', `${URL}/${id}`)
    assert.deepEqual([status, body.code], [404, 'operator-key-not-found'])
  }
})

test('keys are listed in pages, in the order in which they were made', async (t) => {
  const admin = await startAdmin(t)
  const root = caller(admin, admin.operatorKey)
  for (const name of ['one', 'two', 'three']) {
    admin.clock.nowMs += MINUTE_MS
    await root('POST', URL, { name, role: 'tenant-viewer' })
  }
  const first = await root('GET', `${URL}?limit=3`)
  const rest = await root('GET', `${URL}?cursor=${first.body.nextCursor}`)
  assert.deepEqual(
    [...first.body.operatorKeys, ...rest.body.operatorKeys].map(({ name }) => name),
    ['for tests', 'one', 'two', 'three'],
  )
})
