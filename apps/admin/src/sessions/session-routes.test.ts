import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPerson, signInPerson } from '@postern/testkit'
import { startAdmin } from '../test-admin.ts'
import { Browser, PASSWORD, setUp, setUpLink, tokenOf } from '../test-browser.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const TENANT = { slug: 'umbrella', name: 'Umbrella' }

test('a session ends eight hours after it began, however busy it was', async (t) => {
  const admin = await startAdmin(t)
  const { browser } = await setUp(admin)
  const whoami = async () => (await browser.call('GET', '/api/v1/whoami')).status
  for (let minutes = 20; minutes < 8 * 60; minutes += 20) {
    admin.clock.nowMs += 20 * MINUTE_MS
    assert.equal(await whoami(), 200, `after ${minutes} minutes`)
  }
  admin.clock.nowMs += 20 * MINUTE_MS - 1
  assert.equal(await whoami(), 200)
  admin.clock.nowMs += 1
  assert.equal(await whoami(), 401)
})

test('a session ends after half an hour in which nobody asked for anything', async (t) => {
  const admin = await startAdmin(t)
  const { browser } = await setUp(admin)
  admin.clock.nowMs += 30 * MINUTE_MS - 1
  assert.equal((await browser.call('GET', '/api/v1/whoami')).status, 200)
  admin.clock.nowMs += 30 * MINUTE_MS
  const { status, body } = await browser.call('GET', '/api/v1/whoami')
  assert.deepEqual([status, body.code], [401, 'session-ended'])
})

test('what a page asks by itself does not keep a session alive', async (t) => {
  const admin = await startAdmin(t)
  const { browser } = await setUp(admin)
  const poll = () =>
    browser.call('GET', '/api/v1/tenants', undefined, { 'postern-background': 'true' })
  for (let i = 0; i < 3; i++) {
    admin.clock.nowMs += 9 * MINUTE_MS
    assert.equal((await poll()).status, 200)
  }
  admin.clock.nowMs += 3 * MINUTE_MS
  assert.equal((await poll()).status, 401)
})

test('signing out ends the session and takes the cookie away', async (t) => {
  const { browser } = await setUp(await startAdmin(t))
  const former = browser.cookieHeader()
  assert.equal((await browser.call('DELETE', '/api/v1/session')).status, 204)
  assert.equal(browser.cookies.size, 0)
  const { status, body } = await browser.call('GET', '/api/v1/whoami', undefined, former)
  assert.deepEqual([status, body.code], [401, 'session-ended'])
})

test('people see their own sessions and end them, and nobody else’s', async (t) => {
  const admin = await startAdmin(t)
  const ada = await createPerson(admin.admin, { role: 'tenant-viewer', tenant: admin.acme })
  const other = await signInPerson(admin.admin, ada.account)
  const bob = await createPerson(admin.admin, { role: 'system-admin' })
  const browser = new Browser(admin.app)
  const call = (method: 'GET' | 'DELETE', url: string) =>
    browser.call(method, url, undefined, ada.headers)

  const { body } = await call('GET', '/api/v1/sessions')
  const current = new Map(body.sessions.map((each) => [each.id, each.current]))
  assert.deepEqual(
    current,
    new Map([
      [ada.session.id, true],
      [other.session.id, false],
    ]),
  )
  for (const id of [bob.session.id, 'x', ada.account.id]) {
    const refused = await call('DELETE', `/api/v1/sessions/${id}`)
    assert.deepEqual([refused.status, refused.body.code], [404, 'session-not-found'])
  }
  assert.equal((await call('DELETE', `/api/v1/sessions/${other.session.id}`)).status, 204)
  const ended = await browser.call('GET', '/api/v1/whoami', undefined, other.headers)
  assert.equal(ended.status, 401)
  const third = await signInPerson(admin.admin, ada.account)
  assert.equal((await call('DELETE', '/api/v1/sessions')).status, 204)
  assert.equal((await browser.call('GET', '/api/v1/whoami', undefined, third.headers)).status, 401)
  assert.equal((await call('GET', '/api/v1/whoami')).status, 200)
  assert.equal((await browser.call('GET', '/api/v1/whoami', undefined, bob.headers)).status, 200)
})

test('a session that has ended by time is in no list', async (t) => {
  const admin = await startAdmin(t)
  const person = await createPerson(admin.admin, { role: 'system-admin' })
  await signInPerson(admin.admin, person.account, admin.clock.nowMs - HOUR_MS)
  const browser = new Browser(admin.app)
  const { body } = await browser.call('GET', '/api/v1/sessions', undefined, person.headers)
  assert.deepEqual(
    body.sessions.map(({ id }) => id),
    [person.session.id],
  )
})

test('what cannot be undone takes a sign-in of the last five minutes, or its confirmation', async (t) => {
  const admin = await startAdmin(t)
  const { browser, phone } = await setUp(admin)
  const erase = () => browser.call('DELETE', '/api/v1/tenants/globex?confirm=globex')
  admin.clock.nowMs += 5 * MINUTE_MS
  const refused = await erase()
  assert.deepEqual([refused.status, refused.body.code], [403, 'fresh-sign-in-required'])
  const proof = (code: string, password = PASSWORD) =>
    browser.call('POST', '/api/v1/session/confirm', { password, code })
  assert.equal((await proof(phone.code(), 'wrong')).body.code, 'sign-in-refused')
  assert.equal((await proof('000000')).body.code, 'second-factor-required')
  assert.equal((await erase()).status, 403)
  const { status, body } = await proof(phone.code())
  assert.equal(status, 200)
  assert.equal(body.session?.freshUntil, new Date(admin.clock.nowMs + 5 * MINUTE_MS).toISOString())
  assert.equal((await erase()).status, 200)
})

test('a script is never asked to sign in afresh', async (t) => {
  const { call } = await startAdmin(t)
  assert.equal((await call('DELETE', '/api/v1/tenants/globex?confirm=globex')).status, 200)
})

test('the secret of a session changes with every sign-in and confirmation', async (t) => {
  const admin = await startAdmin(t)
  const { browser, phone, email } = await setUp(admin)
  const first = browser.cookieHeader()
  const whoami = async (headers: Record<string, string>) =>
    (await new Browser(admin.app).call('GET', '/api/v1/whoami', undefined, headers)).status
  const next = () => {
    admin.clock.nowMs += MINUTE_MS
    return { password: PASSWORD, code: phone.code() }
  }
  assert.equal((await browser.call('POST', '/api/v1/session/confirm', next())).status, 200)
  const second = browser.cookieHeader()
  assert.deepEqual([await whoami(first), await whoami(second)], [401, 200])
  assert.equal((await browser.call('POST', '/api/v1/sign-in', { email, ...next() })).status, 200)
  // The session that the cookie opened ended with the new one.
  assert.deepEqual([await whoami(second), await whoami(browser.cookieHeader())], [401, 200])
})

test('a cookie that somebody planted is not what a sign-in makes a session of', async (t) => {
  const admin = await startAdmin(t)
  const planted = 'A'.repeat(64)
  const browser = new Browser(admin.app)
  browser.cookies.set('postern-session', planted)
  const link = await setUpLink(admin)
  const { body } = await browser.call('POST', '/api/v1/welcome', { token: tokenOf(link) })
  assert.equal(body.totp.secret.length, 32)
  const { browser: own } = await setUp(admin)
  assert.notEqual(own.cookies.get('postern-session'), planted)
  const stranger = new Browser(admin.app)
  stranger.cookies.set('postern-session', planted)
  assert.equal((await stranger.call('GET', '/api/v1/whoami')).status, 401)
})

test('two cookies of the same name are none: one of them may be somebody else’s', async (t) => {
  const admin = await startAdmin(t)
  const { browser } = await setUp(admin)
  const { cookie = '' } = browser.cookieHeader()
  const twice = { cookie: `${cookie}; ${cookie}` }
  const answer = await new Browser(admin.app).call('GET', '/api/v1/whoami', undefined, twice)
  assert.deepEqual([answer.status, answer.body.code], [401, 'credential-missing'])
})

test('a page of another site changes nothing, with or without the cookie', async (t) => {
  const admin = await startAdmin(t)
  const { browser } = await setUp(admin)
  const foreign: readonly Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:80' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:81' },
    { origin: 'https://localhost:80' },
  ]
  for (const headers of foreign) {
    const made = await browser.call('POST', '/api/v1/tenants', TENANT, headers)
    assert.deepEqual(
      [made.status, made.body.code],
      [403, 'cross-site-request'],
      JSON.stringify(headers),
    )
    const draft = { email: 'ada@example.com', password: PASSWORD }
    const entered = await new Browser(admin.app).call('POST', '/api/v1/sign-in', draft, headers)
    assert.equal(entered.body.code, 'cross-site-request')
  }
  const silent = await browser.call('POST', '/api/v1/tenants', TENANT, {})
  assert.equal(silent.body.code, 'cross-site-request')
  assert.equal((await browser.call('GET', '/api/v1/tenants/umbrella')).status, 404)
  const own = { origin: 'http://localhost:80', host: 'localhost:80' }
  assert.equal((await browser.call('POST', '/api/v1/tenants', TENANT, own)).status, 201)
})

test('behind a proxy that changes the host, the origin is the one that was set', async (t) => {
  const admin = await startAdmin(t, { adminUrl: 'https://postern.example' })
  const { browser } = await setUp(admin)
  const make = (origin: string) =>
    browser.call('POST', '/api/v1/tenants', TENANT, { origin, host: '10.0.0.1:9092' })
  assert.equal((await make('https://postern.example.evil.example')).status, 403)
  assert.equal((await make('https://postern.example')).status, 201)
})

test('a key is not asked where it comes from, and a wrong key is not made up for by a cookie', async (t) => {
  const admin = await startAdmin(t)
  const { browser } = await setUp(admin)
  const headers = { authorization: `Bearer ${admin.operatorKey}`, origin: 'https://evil.example' }
  assert.equal((await browser.call('POST', '/api/v1/tenants', TENANT, headers)).status, 201)
  const wrong = { ...headers, authorization: 'Bearer wrong' }
  assert.equal((await browser.call('GET', '/api/v1/tenants', undefined, wrong)).status, 401)
})

test('whoami tells a person and a script who they are', async (t) => {
  const admin = await startAdmin(t)
  const { acme } = admin
  const person = await createPerson(admin.admin, { role: 'tenant-operator', tenant: acme })
  const browser = new Browser(admin.app)
  const { body } = await browser.call('GET', '/api/v1/whoami', undefined, person.headers)
  assert.deepEqual(
    [body.kind, body.role, body.tenant, body.email, body.session?.id],
    ['account', 'tenant-operator', 'acme', person.account.email, person.session.id],
  )
  const script = await browser.call('GET', '/api/v1/whoami', undefined, {
    authorization: `Bearer ${admin.operatorKey}`,
  })
  assert.deepEqual(
    [script.body.kind, script.body.role, script.body.tenant, script.body.session],
    ['operator-key', 'system-admin', null, null],
  )
})
