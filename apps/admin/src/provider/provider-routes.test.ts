import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { isRole } from '@postern/domain'
import type { ProviderSettings } from '@postern/server'
import { createPerson } from '@postern/testkit'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { Browser } from '../test-browser.ts'
import { CLIENT_SECRET, type Pretence, startIssuer, type TestIssuer } from './test-issuer.ts'

const BEGIN = '/api/v1/sign-in/provider'
const ADA = { email: 'ada@example.com', email_verified: true, name: 'Ada' }
const MINUTE_MS = 60_000

interface World extends TestAdmin {
  readonly issuer: TestIssuer
}

async function start(t: TestContext, settings: Partial<ProviderSettings> = {}): Promise<World> {
  const issuer = await startIssuer(t)
  const admin = await startAdmin(t, {
    adminUrl: 'http://admin.test',
    provider: {
      issuer: issuer.url,
      clientId: 'postern',
      clientSecret: CLIENT_SECRET,
      name: 'Example Inc.',
      scope: 'openid email profile',
      roleClaim: 'groups',
      roles: [],
      isInsecureAllowed: true,
      ...settings,
    },
  })
  return { ...admin, issuer }
}

function roles(...entries: string[]): ProviderSettings['roles'] {
  return entries.map((entry) => {
    const [value = '', role = '', tenant] = entry.split(/[=@]/)
    assert.ok(isRole(role))
    return { value, role, tenant }
  })
}

/** Goes to the provider and comes back; tells where the browser is then. */
async function signIn(
  { issuer }: World,
  browser: Browser,
  pretence: Pretence,
  query = '',
): Promise<string> {
  issuer.pretence = pretence
  return comeBack(browser, await issuer.visit(await begin(browser, query)))
}

async function begin(browser: Browser, query = ''): Promise<string> {
  const { status, headers } = await browser.call('GET', `${BEGIN}${query}`)
  assert.equal(status, 303)
  return String(headers.location)
}

/** As the browser does it: from another site. */
async function comeBack(browser: Browser, { pathname, search }: URL): Promise<string> {
  const from = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  const { status, headers } = await browser.call('GET', `${pathname}${search}`, undefined, from)
  assert.equal(status, 303)
  return String(headers.location)
}

async function invite({ call }: World, url: string, role: string): Promise<void> {
  const { status } = await call('POST', url, { email: 'Ada@Example.com', name: 'Ada', role })
  assert.equal(status, 201)
}

const REFUSED = '/sign-in?problem=provider-refused'

test('somebody who was invited signs in at the provider, and is known there from then on', async (t) => {
  const world = await start(t)
  await invite(world, '/api/v1/tenants/acme/accounts', 'tenant-operator')
  const browser = new Browser(world.app)
  const at = await signIn(world, browser, { claims: ADA }, '?returnTo=/tenants/acme')
  assert.equal(at, '/tenants/acme')
  const { body } = await browser.call('GET', '/api/v1/whoami')
  assert.deepEqual(
    [body.email, body.role, body.tenant, body.signsInWith],
    ['ada@example.com', 'tenant-operator', 'acme', 'provider'],
  )
  // By who they are, whatever the address is by then.
  const later = new Browser(world.app)
  assert.equal(await signIn(world, later, { claims: { email: 'new@example.com' } }), '/')
  assert.equal((await later.call('GET', '/api/v1/whoami')).body.email, 'ada@example.com')
})

test('the request to the provider has all that keeps others from using its answer', async (t) => {
  const { app, issuer } = await start(t)
  const url = new URL(await begin(new Browser(app)))
  assert.equal(url.origin, issuer.url)
  const { searchParams: query } = url
  assert.equal(query.get('redirect_uri'), 'http://admin.test/api/v1/sign-in/provider/callback')
  assert.equal(query.get('response_type'), 'code')
  assert.equal(query.get('code_challenge_method'), 'S256')
  for (const name of ['state', 'nonce', 'code_challenge']) {
    assert.match(query.get(name) ?? '', /^[\w-]{43}$/, name)
  }
  const again = new URL(await begin(new Browser(app))).searchParams
  for (const name of ['state', 'nonce', 'code_challenge']) {
    assert.notEqual(again.get(name), query.get(name), name)
  }
})

test('what was begun is kept by the browser, which can neither read nor change it', async (t) => {
  const { app } = await start(t)
  const { headers } = await new Browser(app).call('GET', BEGIN)
  const cookie = String(headers['set-cookie'])
  assert.match(cookie, /^postern-sign-in=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax$/)
  const state = new URL(String(headers.location)).searchParams.get('state') ?? ''
  const sealed = /=[^.]+\.([\w-]+);/.exec(cookie)?.[1] ?? ''
  assert.ok(!Buffer.from(sealed, 'base64url').toString('latin1').includes(state))
})

test('nobody gets in whom nobody invited, nor by an address that the provider does not vouch for', async (t) => {
  const world = await start(t)
  await invite(world, '/api/v1/accounts', 'system-admin')
  for (const claims of [
    { email: 'eve@example.com', email_verified: true },
    { email: ADA.email },
    { email: ADA.email, email_verified: false },
    { email: ADA.email, email_verified: 'true' },
    {},
  ]) {
    const browser = new Browser(world.app)
    assert.equal(await signIn(world, browser, { claims }), REFUSED, JSON.stringify(claims))
    assert.equal(browser.cookies.size, 0)
  }
})

test('an account with a password is not taken over by who has its address at the provider', async (t) => {
  const world = await start(t)
  const { account } = await createPerson(world.admin, { role: 'system-admin' })
  const claims = { email: account.email, email_verified: true }
  assert.equal(await signIn(world, new Browser(world.app), { claims }), REFUSED)
})

test('groups at the provider give roles, anew with every sign-in', async (t) => {
  const world = await start(t, { roles: roles('ops=tenant-operator@acme', 'boss=system-admin') })
  const enter = async (groups: unknown) => {
    const browser = new Browser(world.app)
    const at = await signIn(world, browser, { claims: { ...ADA, groups } })
    if (at !== '/') return at
    const { body } = await browser.call('GET', '/api/v1/whoami')
    return `${body.role} of ${body.tenant ?? 'all'}`
  }
  assert.equal(await enter(['staff', 'ops']), 'tenant-operator of acme')
  assert.equal(await enter('boss'), 'system-admin of all')
  assert.equal(await enter(['ops', 'boss']), 'tenant-operator of acme')
  assert.equal(await enter(['staff']), REFUSED)
  assert.equal(await enter(undefined), REFUSED)
  const { body } = await world.call('GET', '/api/v1/tenants/acme/accounts')
  assert.equal(Reflect.get(body, 'accounts').length, 1)
})

test('a role that the provider says is changed there and not here', async (t) => {
  const world = await start(t, { roles: roles('ops=tenant-viewer@acme') })
  const claims = { ...ADA, groups: ['ops'] }
  await signIn(world, new Browser(world.app), { claims })
  const list = await world.call('GET', '/api/v1/tenants/acme/accounts')
  const [{ id }] = Reflect.get(list.body, 'accounts')
  const url = `/api/v1/tenants/acme/accounts/${id}`
  const changed = await world.call('PATCH', url, { role: 'tenant-admin' })
  assert.deepEqual([changed.status, changed.body.code], [409, 'account-state'])
  const reset = await world.call('POST', `${url}/reset`)
  assert.deepEqual([reset.status, reset.body.code], [409, 'account-state'])
  assert.equal((await world.call('PATCH', url, { state: 'suspended' })).status, 200)
  assert.equal(await signIn(world, new Browser(world.app), { claims }), REFUSED)
})

test('what the ID token leaves out is asked for, and what was signed counts', async (t) => {
  const world = await start(t, { roles: roles('ops=tenant-viewer@acme', 'boss=system-admin') })
  const userinfo = { ...ADA, groups: ['boss'] }
  const browser = new Browser(world.app)
  assert.equal(await signIn(world, browser, { claims: { groups: ['ops'] }, userinfo }), '/')
  assert.equal((await browser.call('GET', '/api/v1/whoami')).body.role, 'tenant-viewer')
  const other = { ...userinfo, sub: 'somebody-else' }
  assert.equal(await signIn(world, new Browser(world.app), { userinfo: other }), REFUSED)
})

test('who has accounts in several tenants says which', async (t) => {
  const world = await start(t)
  await invite(world, '/api/v1/tenants/acme/accounts', 'tenant-viewer')
  await invite(world, '/api/v1/tenants/globex/accounts', 'tenant-admin')
  const enter = async (query: string) => {
    const browser = new Browser(world.app)
    const at = await signIn(world, browser, { claims: ADA }, query)
    return at === '/' ? (await browser.call('GET', '/api/v1/whoami')).body.tenant : at
  }
  assert.equal(await enter(''), REFUSED)
  assert.equal(await enter('?tenant=nowhere'), REFUSED)
  assert.equal(await enter('?tenant=globex'), 'globex')
  assert.equal(await enter('?tenant=acme'), 'acme')
})

test('nobody gets in with a token that is not from this issuer, for us, and of this sign-in', async (t) => {
  const world = await start(t)
  await invite(world, '/api/v1/accounts', 'system-admin')
  const now = Math.floor(Date.now() / 1_000)
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  const attacks: Record<string, Pretence> = {
    'another nonce': { claims: { ...ADA, nonce: 'x' } },
    'no nonce': { claims: { ...ADA, nonce: undefined } },
    'another audience': { claims: { ...ADA, aud: 'another-client' } },
    'several audiences, another one authorized': {
      claims: { ...ADA, aud: ['postern', 'another'], azp: 'another' },
    },
    'another issuer': { claims: { ...ADA, iss: 'https://evil.example' } },
    expired: { claims: { ...ADA, iat: now - 900, exp: now - 600 } },
    'not yet valid': { claims: { ...ADA, nbf: now + 600 } },
    'no subject': { claims: { ...ADA, sub: undefined } },
    'another key': { claims: ADA, key: foreign },
    'another key that says so': { claims: ADA, key: foreign, header: { kid: 'two' } },
    unsigned: { claims: ADA, header: { alg: 'none' } },
    'signed with the public key as if it were a secret': { claims: ADA, header: { alg: 'HS256' } },
    'an unknown critical extension': { claims: ADA, header: { crit: ['x'], x: 1 } },
  }
  for (const [name, pretence] of Object.entries(attacks)) {
    const browser = new Browser(world.app)
    assert.equal(await signIn(world, browser, pretence), REFUSED, name)
    assert.equal(browser.cookies.size, 0, name)
  }
  assert.equal(await signIn(world, new Browser(world.app), { claims: ADA }), '/')
})

test('the way back is taken in the browser that began, with its state, once and in time', async (t) => {
  const world = await start(t)
  await invite(world, '/api/v1/accounts', 'system-admin')
  world.issuer.pretence = { claims: ADA, forgetsCodes: true }
  const victim = new Browser(world.app)
  const back = await world.issuer.visit(await begin(victim))
  const kept = new Map(victim.cookies)

  // Somebody else's browser, and one that began something else.
  assert.equal(await comeBack(new Browser(world.app), back), REFUSED)
  const other = new Browser(world.app)
  await begin(other)
  assert.equal(await comeBack(other, back), REFUSED)
  // Another state than it was begun with, none, and a cookie that was changed.
  const altered = (change: (url: URL) => void) => {
    const url = new URL(back)
    change(url)
    return url
  }
  const fresh = async () => {
    const browser = new Browser(world.app)
    const mine = await world.issuer.visit(await begin(browser))
    return { browser, mine }
  }
  for (const change of [
    (url: URL) => url.searchParams.set('state', 'x'),
    (url: URL) => url.searchParams.delete('state'),
    (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
    (url: URL) => url.searchParams.delete('iss'),
    (url: URL) => url.searchParams.delete('code'),
    (url: URL) => url.searchParams.set('error', 'access_denied'),
  ]) {
    const { browser, mine } = await fresh()
    change(mine)
    assert.equal(await comeBack(browser, mine), REFUSED, change.toString())
  }
  const { browser: forger, mine } = await fresh()
  const sealed = forger.cookies.get('postern-sign-in') ?? ''
  forger.cookies.set('postern-sign-in', `${sealed.slice(0, -2)}AA`)
  assert.equal(await comeBack(forger, mine), REFUSED)

  assert.equal(
    await comeBack(
      victim,
      altered(() => undefined),
    ),
    '/',
  )
  // Once more, with all that the browser had, at a provider that takes the code again.
  const replay = new Browser(world.app)
  for (const [name, value] of kept) replay.cookies.set(name, value)
  const before = world.issuer.exchanges
  assert.equal(await comeBack(replay, back), REFUSED)
  assert.equal(world.issuer.exchanges, before)

  const { browser: slow, mine: late } = await fresh()
  world.clock.nowMs += 10 * MINUTE_MS
  assert.equal(await comeBack(slow, late), REFUSED)
})

test('a code that was put into another sign-in is refused by its verifier', async (t) => {
  const world = await start(t)
  await invite(world, '/api/v1/accounts', 'system-admin')
  world.issuer.pretence = { claims: ADA }
  const attacker = new Browser(world.app)
  const stolen = await world.issuer.visit(await begin(new Browser(world.app)))
  const own = await world.issuer.visit(await begin(attacker))
  own.searchParams.set('code', stolen.searchParams.get('code') ?? '')
  assert.equal(await comeBack(attacker, own), REFUSED)
})

test('the browser goes on to pages of this app alone', async (t) => {
  const { app } = await start(t)
  for (const target of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'evil',
    '/a b',
    '/\\\\evil',
  ]) {
    const url = `${BEGIN}?returnTo=${encodeURIComponent(target)}`
    assert.equal((await new Browser(app).call('GET', url)).status, 400, target)
  }
})

test('a provider that is away is told so, and nobody who has a password notices', async (t) => {
  const world = await start(t)
  assert.equal(
    await signIn(world, new Browser(world.app), { claims: ADA, tokenStatus: 503 }),
    '/sign-in?problem=provider-unavailable',
  )
  const nowhere = await startAdmin(t, {
    provider: {
      issuer: 'http://127.0.0.1:1',
      clientId: 'x',
      clientSecret: undefined,
      name: 'x',
      scope: 'openid',
      roleClaim: 'groups',
      roles: [],
      isInsecureAllowed: true,
    },
  })
  const begun = await new Browser(nowhere.app).call('GET', BEGIN)
  assert.deepEqual([begun.status, begun.body.code], [503, 'provider-unavailable'])
  assert.equal((await new Browser(nowhere.app).call('GET', '/api/v1/sign-in')).status, 200)
})

test('without a provider there is none to go to', async (t) => {
  const { app } = await startAdmin(t)
  const browser = new Browser(app)
  const { status, body } = await browser.call('GET', BEGIN)
  assert.deepEqual([status, body.code], [404, 'provider-not-found'])
  const back = await browser.call('GET', `${BEGIN}/callback?code=x&state=y`)
  assert.deepEqual(
    [back.status, back.headers.location],
    [303, '/sign-in?problem=provider-not-found'],
  )
})

test('what cannot be undone takes a fresh sign-in at the provider, of the same person', async (t) => {
  const world = await start(t)
  await invite(world, '/api/v1/accounts', 'system-admin')
  const browser = new Browser(world.app)
  const now = Math.floor(Date.now() / 1_000)
  const hourAgo = { ...ADA, auth_time: now - 3_600 }
  assert.equal(await signIn(world, browser, { claims: hourAgo }), '/')
  const erase = () => browser.call('DELETE', '/api/v1/tenants/globex?confirm=globex')
  assert.equal((await erase()).body.code, 'fresh-sign-in-required')
  const password = { password: 'x', code: '000000' }
  const local = await browser.call('POST', '/api/v1/session/confirm', password)
  assert.equal(local.body.code, 'account-state')

  const fresh = '?fresh=true&returnTo=/tenants'
  const asked = new URL(await begin(browser, fresh)).searchParams
  assert.deepEqual([asked.get('prompt'), asked.get('max_age')], ['login', '0'])
  // The provider only remembers, does not tell, or took somebody else in.
  for (const claims of [
    hourAgo,
    { ...ADA, auth_time: undefined },
    { ...ADA, sub: 'somebody-else' },
  ]) {
    assert.equal(await signIn(world, browser, { claims }, fresh), REFUSED)
    assert.equal((await erase()).status, 403)
  }
  const before = browser.cookies.get('postern-session')
  assert.equal(await signIn(world, browser, { claims: ADA }, fresh), '/tenants')
  assert.notEqual(browser.cookies.get('postern-session'), before)
  assert.equal((await erase()).status, 200)
})

test('a provider that does not say when somebody proved themselves makes nobody fresh', async (t) => {
  const world = await start(t)
  await invite(world, '/api/v1/accounts', 'system-admin')
  const browser = new Browser(world.app)
  await signIn(world, browser, { claims: { ...ADA, auth_time: undefined } })
  const { body } = await browser.call('GET', '/api/v1/whoami')
  assert.deepEqual([body.role, body.session?.freshUntil], ['system-admin', null])
})

test('an invitation that was taken up at the provider leaves no link behind', async (t) => {
  const world = await start(t)
  const draft = { email: ADA.email, name: 'Ada', role: 'system-admin' }
  const { body } = await world.call('POST', '/api/v1/accounts', draft)
  await signIn(world, new Browser(world.app), { claims: ADA })
  const token = new URL(Reflect.get(body, 'link')).hash.slice(1)
  const read = await new Browser(world.app).call('POST', '/api/v1/welcome', { token })
  assert.equal(read.body.code, 'link-not-found')
})
