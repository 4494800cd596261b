import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createOperatorKey } from '@postern/testkit'
import { startAdmin, type TestAdmin } from '../test-admin.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const KEY = 'b7f3b1f0-0000-4000-8000-000000000001'
const CREDENTIALS = '/api/v1/tenants/acme/credentials'
const DRAFT = { name: 'backup', scopes: ['push'], namespaces: ['default'] }

interface Repeating extends TestAdmin {
  readonly post: (url: string, body?: object, key?: string, caller?: string) => Promise<Answer>
}

interface Answer {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly text: string
  readonly code: string | undefined
}

async function start(t: TestContext): Promise<Repeating> {
  const admin = await startAdmin(t)
  const post = async (url: string, body?: object, key = KEY, caller = admin.operatorKey) => {
    const reply = await admin.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${caller}`, 'idempotency-key': key },
      ...(body && { payload: body }),
    })
    const { statusCode: status, headers, body: text } = reply
    return { status, headers, text, code: /"code":"([^"]+)"/.exec(text)?.[1] }
  }
  return { ...admin, post }
}

async function countTenants({ call }: TestAdmin): Promise<number> {
  return (await call('GET', '/api/v1/tenants')).body.tenants.length
}

test('a repeated request gets the answer of the first and does nothing', async (t) => {
  const admin = await start(t)
  const draft = { slug: 'umbrella', name: 'Umbrella' }
  const first = await admin.post('/api/v1/tenants', draft)
  assert.deepEqual([first.status, first.headers['idempotent-replayed']], [201, undefined])
  const second = await admin.post('/api/v1/tenants', draft)
  assert.deepEqual(
    [second.status, second.text, second.headers['location'], second.headers['content-type']],
    [201, first.text, first.headers['location'], first.headers['content-type']],
  )
  assert.equal(second.headers['idempotent-replayed'], 'true')
  assert.equal(await countTenants(admin), 3)
})

test('a secret is shown once, however often the request comes', async (t) => {
  const { post, call } = await start(t)
  const first = await post(CREDENTIALS, DRAFT)
  assert.equal(first.status, 201)
  const { secret } = JSON.parse(first.text)
  for (let i = 0; i < 2; i++) {
    const again = await post(CREDENTIALS, DRAFT)
    assert.deepEqual([again.status, again.code], [409, 'request-already-done'])
    assert.ok(!again.text.includes(secret))
    assert.ok(again.text.includes(String(first.headers['location'])), again.text)
  }
  assert.equal((await call('GET', CREDENTIALS)).body.credentials.length, 1)
})

test('no secret lies in the database, nor any answer in plain', async (t) => {
  const { post, admin } = await start(t)
  const { text } = await post(CREDENTIALS, DRAFT)
  await post('/api/v1/tenants', { slug: 'umbrella', name: 'Canary' }, 'another')
  const rows = await admin.selectFrom('idempotent_requests').selectAll().execute()
  assert.equal(rows.length, 2)
  const { secret } = JSON.parse(text)
  for (const row of rows) {
    const held = Object.values(row).map((value) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
    )
    for (const word of [secret, 'Canary', KEY]) assert.ok(!held.join('\n').includes(word), word)
  }
})

test('the same key with another request is 422', async (t) => {
  const { post } = await start(t)
  await post(CREDENTIALS, DRAFT)
  for (const [url, body] of [
    [CREDENTIALS, { ...DRAFT, name: 'other' }],
    ['/api/v1/tenants/globex/credentials', DRAFT],
    ['/api/v1/tenants', { slug: 'umbrella', name: 'Umbrella' }],
  ] as const) {
    const answer = await post(url, body)
    assert.deepEqual([answer.status, answer.code], [422, 'idempotency-key-reused'])
  }
})

test('a key is its caller’s own', async (t) => {
  const { post, admin, call } = await start(t)
  const other = await createOperatorKey(admin)
  assert.equal((await post(CREDENTIALS, DRAFT)).status, 201)
  assert.equal((await post(CREDENTIALS, DRAFT, KEY, other.key)).status, 201)
  assert.equal((await call('GET', CREDENTIALS)).body.credentials.length, 2)
})

test('what was refused has done nothing, and may be sent again', async (t) => {
  const { post, call } = await start(t)
  const inTeam = { ...DRAFT, namespaces: ['team'] }
  assert.equal((await post(CREDENTIALS, inTeam)).status, 400)
  await call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  assert.equal((await post(CREDENTIALS, inTeam)).status, 201)
})

test('of the same request sent five times at once one is carried out', async (t) => {
  const { post, call } = await start(t)
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(CREDENTIALS, DRAFT)))
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
  assert.deepEqual(statuses, [201, 409, 409, 409, 409])
  for (const { status, code } of answers) {
    if (status === 409) assert.match(code ?? '', /^request-(?:in-progress|already-done)$/)
  }
  assert.equal((await call('GET', CREDENTIALS)).body.credentials.length, 1)
})

test('a key is remembered for a day and forgotten after it', async (t) => {
  const admin = await start(t)
  const { post, clock, call } = admin
  await post(CREDENTIALS, DRAFT)
  clock.nowMs += DAY_MS - 1
  assert.equal((await post(CREDENTIALS, DRAFT)).status, 409)
  clock.nowMs += 1
  assert.equal((await post(CREDENTIALS, DRAFT)).status, 201)
  assert.equal((await call('GET', CREDENTIALS)).body.credentials.length, 2)
})

/** As if the process had died before it could note how the request ended. */
async function forgetEnd({ admin }: TestAdmin): Promise<void> {
  await admin
    .updateTable('idempotent_requests')
    .set({ status: null, sealed_answer: null, pepper_id: null })
    .execute()
}

test('when nobody heard the end, the audit tells whether it was carried out', async (t) => {
  const admin = await start(t)
  const { post, clock, call } = admin
  await post(CREDENTIALS, DRAFT)
  await forgetEnd(admin)
  const soon = await post(CREDENTIALS, DRAFT)
  assert.deepEqual([soon.status, soon.code], [409, 'request-in-progress'])
  clock.nowMs += 2 * MINUTE_MS
  const later = await post(CREDENTIALS, DRAFT)
  assert.deepEqual([later.status, later.code], [409, 'request-already-done'])
  assert.equal((await call('GET', CREDENTIALS)).body.credentials.length, 1)
})

test('and what was not carried out is done by the repetition', async (t) => {
  const admin = await start(t)
  const { post, clock, call } = admin
  await post(CREDENTIALS, DRAFT)
  await forgetEnd(admin)
  // The request of which the row knows never got so far as to leave an event.
  await admin.admin
    .updateTable('idempotent_requests')
    .set({ request_id: '01900000-0000-7000-8000-000000000001' })
    .execute()
  clock.nowMs += 2 * MINUTE_MS
  assert.equal((await post(CREDENTIALS, DRAFT)).status, 201)
  assert.equal((await call('GET', CREDENTIALS)).body.credentials.length, 2)
})

test('a key that cannot be one is 400, and without a key nothing is remembered', async (t) => {
  const { post, call, admin } = await start(t)
  for (const key of ['with space', 'x'.repeat(256)]) {
    assert.equal((await post(CREDENTIALS, DRAFT, key)).status, 400, key)
  }
  await call('POST', CREDENTIALS, DRAFT)
  assert.deepEqual(await admin.selectFrom('idempotent_requests').selectAll().execute(), [])
})
