import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPerson, type PersonDraft } from '@postern/testkit'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { Browser, PASSWORD, Phone, setUp, setUpLink, takeUp, tokenOf } from '../test-browser.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const BOB = { email: 'bob@example.com', name: 'Bob', role: 'tenant-viewer' }

/** Calls as somebody who has just signed in. */
async function as({ app, admin, clock }: TestAdmin, draft: PersonDraft) {
  const person = await createPerson(admin, { signedInMs: clock.nowMs, ...draft })
  const browser = new Browser(app)
  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: object) =>
    browser.call(method, url, body, person.headers)
  return { ...person, call }
}

test('an admin of a tenant invites somebody, who then sees that tenant and nothing else', async (t) => {
  const admin = await startAdmin(t)
  const boss = await as(admin, { role: 'tenant-admin', tenant: admin.acme })
  const invited = await boss.call('POST', '/api/v1/tenants/acme/accounts', BOB)
  assert.equal(invited.status, 201)
  assert.equal(invited.headers['cache-control'], 'no-store')
  assert.deepEqual(
    [invited.body.account.state, invited.body.account.tenant, invited.body.account.role],
    ['invited', 'acme', 'tenant-viewer'],
  )
  const bob = await takeUp(admin, invited.body.link)
  const { body: who } = await bob.browser.call('GET', '/api/v1/whoami')
  assert.deepEqual([who.email, who.role, who.tenant], ['bob@example.com', 'tenant-viewer', 'acme'])
  const { body } = await bob.browser.call('GET', '/api/v1/tenants')
  assert.deepEqual(
    body.tenants.map(({ slug }) => slug),
    ['acme'],
  )
  assert.equal((await bob.browser.call('GET', '/api/v1/tenants/acme/credentials')).status, 200)
  assert.equal((await bob.browser.call('GET', '/api/v1/tenants/globex')).status, 404)
  assert.equal((await bob.browser.call('GET', '/api/v1/tenants/acme/accounts')).status, 403)
  assert.equal((await bob.browser.call('GET', '/api/v1/accounts')).status, 403)
})

test('a list of tenants shows who is bound to one that one alone, on every page', async (t) => {
  const admin = await startAdmin(t)
  const viewer = await as(admin, { role: 'tenant-viewer', tenant: admin.globex })
  const everywhere = await as(admin, { role: 'tenant-viewer' })
  const slugs = async (who: typeof viewer, query: string) =>
    (await who.call('GET', `/api/v1/tenants${query}`)).body.tenants.map(({ slug }) => slug)
  assert.deepEqual(await slugs(everywhere, ''), ['acme', 'globex'])
  const { body } = await everywhere.call('GET', '/api/v1/tenants?limit=1')
  assert.deepEqual(await slugs(viewer, '?limit=1'), ['globex'])
  assert.deepEqual(await slugs(viewer, `?cursor=${body.nextCursor}`), [])
})

test('a link works once, and for as long as it says', async (t) => {
  const admin = await startAdmin(t)
  const boss = await as(admin, { role: 'system-admin' })
  const { body } = await boss.call('POST', '/api/v1/accounts', { ...BOB, role: 'system-admin' })
  const read = (link: string) =>
    new Browser(admin.app).call('POST', '/api/v1/welcome', { token: tokenOf(link) })
  assert.deepEqual(await read(body.link), await read(body.link))
  await takeUp(admin, body.link)
  assert.equal((await read(body.link)).body.code, 'link-not-found')

  const second = await boss.call('POST', '/api/v1/accounts', { ...BOB, email: 'eve@example.com' })
  admin.clock.nowMs += 7 * DAY_MS - 1
  assert.equal((await read(second.body.link)).status, 200)
  admin.clock.nowMs += 1
  assert.equal((await read(second.body.link)).body.code, 'link-not-found')
})

test('a link that was never given out leads nowhere, and guessing is slowed down', async (t) => {
  const admin = await startAdmin(t)
  const { link } = (
    await (await as(admin, { role: 'system-admin' })).call('POST', '/api/v1/accounts', BOB)
  ).body
  const forged = `${tokenOf(link).slice(0, -1)}${tokenOf(link).endsWith('A') ? 'B' : 'A'}`
  const browser = new Browser(admin.app)
  const read = (token: string) => browser.call('POST', '/api/v1/welcome', { token })
  for (const token of [forged, 'x', 'A'.repeat(64)]) {
    const { status, body } = await read(token)
    assert.deepEqual([status, body.code], [404, 'link-not-found'])
  }
  for (let i = 0; i < 8; i++) await read(forged)
  assert.equal((await read(tokenOf(link))).status, 429)
})

test('of two who take up a link at once one does', async (t) => {
  const admin = await startAdmin(t)
  const link = await setUpLink(admin)
  const token = tokenOf(link)
  const { body } = await new Browser(admin.app).call('POST', '/api/v1/welcome', { token })
  const code = new Phone(body.totp.secret, admin.clock).code()
  const answers = await Promise.all(
    ['one', 'two'].map((name) =>
      new Browser(admin.app).call('POST', '/api/v1/welcome/accept', {
        token,
        email: `${name}@example.com`,
        password: PASSWORD,
        code,
      }),
    ),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 404],
  )
})

test('a poor password and a wrong code are refused, and the link stays', async (t) => {
  const admin = await startAdmin(t)
  const token = tokenOf(await setUpLink(admin))
  const { body: welcome } = await new Browser(admin.app).call('POST', '/api/v1/welcome', { token })
  const phone = new Phone(welcome.totp.secret, admin.clock)
  const email = 'ada.lovelace@example.com'
  const accept = async (change: object) => {
    const draft = { token, email, password: PASSWORD, code: phone.code(), ...change }
    const browser = new Browser(admin.app, `192.0.2.${Math.floor(Math.random() * 250)}`)
    const { status, body } = await browser.call('POST', '/api/v1/welcome/accept', draft)
    return [status, body.errors?.[0]?.pointer]
  }
  for (const password of [
    'elevenchars',
    'aaaaaaaaaaaa',
    '123456789012',
    'password123456',
    'ada.lovelace1',
    `my ${email}`,
  ]) {
    assert.deepEqual(await accept({ password }), [400, '/password'], password)
  }
  assert.deepEqual(await accept({ code: phone.code(5) }), [400, '/code'])
  assert.deepEqual(await accept({ email: undefined }), [400, '/email'])
  assert.deepEqual(await accept({}), [201, undefined])
})

test('an address has one account in a tenant, and tenants do not notice each other’s', async (t) => {
  const admin = await startAdmin(t)
  const acme = await as(admin, { role: 'tenant-admin', tenant: admin.acme })
  const globex = await as(admin, { role: 'tenant-admin', tenant: admin.globex })
  const system = await as(admin, { role: 'system-admin' })
  const invite = async (who: typeof acme, url: string, email = BOB.email) =>
    (await who.call('POST', url, { ...BOB, email })).status
  assert.equal(await invite(acme, '/api/v1/tenants/acme/accounts'), 201)
  assert.equal(await invite(acme, '/api/v1/tenants/acme/accounts', 'BOB@example.com'), 409)
  assert.equal(await invite(globex, '/api/v1/tenants/globex/accounts'), 201)
  assert.equal(await invite(system, '/api/v1/accounts'), 201)
  assert.equal(await invite(system, '/api/v1/tenants/globex/accounts'), 409)
})

test('an admin of a tenant reaches no account of another, nor one that reaches all', async (t) => {
  const admin = await startAdmin(t)
  const boss = await as(admin, { role: 'tenant-admin', tenant: admin.acme })
  const strangers = [
    await as(admin, { role: 'tenant-admin', tenant: admin.globex }),
    await as(admin, { role: 'system-admin' }),
    await as(admin, { role: 'tenant-viewer' }),
  ]
  const { body } = await boss.call('GET', '/api/v1/tenants/acme/accounts')
  assert.deepEqual(
    body.accounts.map(({ id }) => id),
    [boss.account.id],
  )
  const missing = await boss.call('GET', '/api/v1/tenants/acme/accounts/x')
  for (const { account } of strangers) {
    const url = `/api/v1/tenants/acme/accounts/${account.id}`
    for (const [method, path, change] of [
      ['GET', url, undefined],
      ['PATCH', url, { role: 'tenant-viewer' }],
      ['POST', `${url}/reset`, undefined],
      ['DELETE', url, undefined],
    ] as const) {
      const answer = await boss.call(method, path, change)
      assert.equal(answer.status, 404)
      assert.equal(answer.body.detail, missing.body.detail)
    }
  }
})

test('nobody becomes a system admin by way of a tenant', async (t) => {
  const admin = await startAdmin(t)
  const boss = await as(admin, { role: 'tenant-admin', tenant: admin.acme })
  const viewer = await as(admin, { role: 'tenant-viewer', tenant: admin.acme })
  const draft = { ...BOB, role: 'system-admin' }
  assert.equal((await boss.call('POST', '/api/v1/tenants/acme/accounts', draft)).status, 400)
  const url = `/api/v1/tenants/acme/accounts/${viewer.account.id}`
  assert.equal((await boss.call('PATCH', url, { role: 'system-admin' })).status, 400)
  const system = await as(admin, { role: 'system-admin' })
  const raised = await system.call('PATCH', `/api/v1/accounts/${viewer.account.id}`, {
    role: 'system-admin',
  })
  assert.deepEqual([raised.status, raised.body.code], [409, 'account-state'])
})

test('a change of role holds with the very next request', async (t) => {
  const admin = await startAdmin(t)
  const boss = await as(admin, { role: 'tenant-admin', tenant: admin.acme })
  const bob = await as(admin, { role: 'tenant-viewer', tenant: admin.acme })
  const make = () => bob.call('POST', '/api/v1/tenants/acme/namespaces', { name: 'team' })
  const url = `/api/v1/tenants/acme/accounts/${bob.account.id}`
  const refused = await make()
  assert.deepEqual([refused.status, refused.body.code], [403, 'role-insufficient'])
  assert.equal((await boss.call('PATCH', url, { role: 'tenant-admin' })).status, 200)
  assert.equal((await make()).status, 201)
  assert.equal((await boss.call('DELETE', url)).status, 204)
  assert.equal((await make()).status, 401)
})

test('the last system admin can be neither demoted, nor suspended, nor deleted', async (t) => {
  const admin = await startAdmin(t)
  const ada = await as(admin, { role: 'system-admin' })
  const url = `/api/v1/accounts/${ada.account.id}`
  await ada.call('POST', '/api/v1/accounts', { ...BOB, role: 'system-admin' })
  const statuses = async () => [
    (await ada.call('PATCH', url, { role: 'tenant-viewer' })).body.code,
    (await ada.call('PATCH', url, { state: 'suspended' })).body.code,
    (await ada.call('DELETE', url)).body.code,
  ]
  assert.deepEqual(await statuses(), ['last-admin', 'last-admin', 'last-admin'])
  const bob = await as(admin, { role: 'system-admin' })
  assert.equal((await ada.call('DELETE', url)).status, 204)
  assert.equal((await bob.call('GET', '/api/v1/accounts')).status, 200)
})

test('of two system admins who demote each other one stays', async (t) => {
  const admin = await startAdmin(t)
  const ada = await as(admin, { role: 'system-admin' })
  const bob = await as(admin, { role: 'system-admin' })
  const demote = (who: typeof ada, whom: typeof ada) =>
    who.call('PATCH', `/api/v1/accounts/${whom.account.id}`, { role: 'tenant-viewer' })
  const answers = await Promise.all([demote(ada, bob), demote(bob, ada)])
  const codes = answers.map(({ status, body }) => (status === 200 ? 'done' : body.code))
  // Who came second was still let in, or had lost the role by then.
  assert.ok(codes.includes('done'), codes.join())
  assert.ok(codes.includes('last-admin') || codes.includes('role-insufficient'), codes.join())
})

test('who lost the second factor starts over with a link, which ends all that was before', async (t) => {
  const admin = await startAdmin(t)
  const ada = await setUp(admin)
  const system = await as(admin, { role: 'system-admin' })
  const { body } = await ada.browser.call('GET', '/api/v1/whoami')
  const reset = await system.call('POST', `/api/v1/accounts/${body.id}/reset`)
  assert.equal(reset.status, 201)
  // Until then nothing changes.
  assert.equal((await ada.browser.call('GET', '/api/v1/whoami')).status, 200)
  admin.clock.nowMs += MINUTE_MS
  const again = await takeUp(admin, reset.body.link)
  assert.equal(again.email, ada.email)
  assert.equal((await ada.browser.call('GET', '/api/v1/whoami')).status, 401)
  const signIn = async (code: string) =>
    (
      await new Browser(admin.app).call('POST', '/api/v1/sign-in', {
        email: ada.email,
        password: PASSWORD,
        code,
      })
    ).status
  admin.clock.nowMs += MINUTE_MS
  assert.equal(await signIn(ada.phone.code()), 401)
  assert.equal(await signIn(ada.recoveryCodes[0] ?? ''), 401)
  assert.equal(await signIn(again.phone.code()), 200)
})

test('a link that was made anew voids the one before', async (t) => {
  const admin = await startAdmin(t)
  const system = await as(admin, { role: 'system-admin' })
  const first = await system.call('POST', '/api/v1/tenants/acme/accounts', BOB)
  const { id } = first.body.account
  const second = await system.call('POST', `/api/v1/tenants/acme/accounts/${id}/reset`)
  const status = async (link: string) =>
    (await new Browser(admin.app).call('POST', '/api/v1/welcome', { token: tokenOf(link) })).status
  assert.deepEqual([await status(first.body.link), await status(second.body.link)], [404, 200])
  const [one, two] = [await setUpLink(admin), await setUpLink(admin)]
  assert.deepEqual([await status(one), await status(two)], [404, 200])
})

test('people change their password, and all other sessions end', async (t) => {
  const admin = await startAdmin(t)
  const { browser, phone, email } = await setUp(admin)
  const enter = (password: string) => {
    admin.clock.nowMs += MINUTE_MS
    const draft = { email, password, code: phone.code() }
    const other = new Browser(admin.app)
    return other.call('POST', '/api/v1/sign-in', draft).then(({ status }) => ({ other, status }))
  }
  const { other } = await enter(PASSWORD)
  const change = (password: string) => browser.call('PUT', '/api/v1/account/password', { password })
  assert.equal((await change('password12345')).status, 400)
  assert.equal((await change('another long one')).status, 204)
  assert.equal((await other.call('GET', '/api/v1/whoami')).status, 401)
  assert.equal((await browser.call('GET', '/api/v1/whoami')).status, 200)
  assert.equal((await enter(PASSWORD)).status, 401)
  assert.equal((await enter('another long one')).status, 200)
})

test('people move to another authenticator app, which counts once it has proved itself', async (t) => {
  const admin = await startAdmin(t)
  const { browser, phone, email } = await setUp(admin)
  const begun = await browser.call('POST', '/api/v1/account/totp')
  assert.equal(begun.status, 201)
  const next = new Phone(begun.body.secret, admin.clock)
  const wrong = await browser.call('PUT', '/api/v1/account/totp', { code: phone.code() })
  assert.equal(wrong.status, 400)
  const enter = async (code: string) => {
    const draft = { email, password: PASSWORD, code }
    return (await new Browser(admin.app).call('POST', '/api/v1/sign-in', draft)).status
  }
  admin.clock.nowMs += MINUTE_MS
  assert.deepEqual([await enter(next.code()), await enter(phone.code())], [401, 200])
  const changed = await browser.call('PUT', '/api/v1/account/totp', { code: next.code() })
  assert.equal(changed.status, 204)
  admin.clock.nowMs += MINUTE_MS
  assert.deepEqual([await enter(phone.code()), await enter(next.code())], [401, 200])
})

test('new recovery codes take the place of those from before', async (t) => {
  const admin = await startAdmin(t)
  const { browser, recoveryCodes, email } = await setUp(admin)
  const { status, body } = await browser.call('POST', '/api/v1/account/recovery-codes')
  assert.deepEqual([status, body.recoveryCodes.length], [201, 10])
  const enter = async (code = '') => {
    const draft = { email, password: PASSWORD, code }
    return (await new Browser(admin.app).call('POST', '/api/v1/sign-in', draft)).status
  }
  assert.deepEqual([await enter(recoveryCodes[1]), await enter(body.recoveryCodes[1])], [401, 200])
})

test('a script has no account of its own', async (t) => {
  const { call } = await startAdmin(t)
  for (const [method, url] of [
    ['GET', '/api/v1/sessions'],
    ['DELETE', '/api/v1/session'],
    ['POST', '/api/v1/account/recovery-codes'],
  ] as const) {
    const { status, body } = await call(method, url)
    assert.deepEqual([status, body.code], [403, 'session-required'], url)
  }
})

test('inviting, and all that lets others in, takes a fresh sign-in', async (t) => {
  const admin = await startAdmin(t)
  const ada = await as(admin, { role: 'system-admin' })
  admin.clock.nowMs += 5 * MINUTE_MS
  for (const [method, url, body] of [
    ['POST', '/api/v1/accounts', BOB],
    ['POST', '/api/v1/tenants/acme/accounts', BOB],
    ['POST', `/api/v1/accounts/${ada.account.id}/reset`, undefined],
    ['PATCH', `/api/v1/accounts/${ada.account.id}`, { name: 'x' }],
    ['DELETE', `/api/v1/accounts/${ada.account.id}`, undefined],
    ['POST', '/api/v1/operator-keys', { name: 'x', role: 'tenant-viewer' }],
    ['POST', '/api/v1/set-up-links', undefined],
    ['PUT', '/api/v1/account/password', { password: PASSWORD }],
  ] as const) {
    const answer = await ada.call(method, url, body)
    assert.deepEqual([answer.status, answer.body.code], [403, 'fresh-sign-in-required'], url)
  }
})

test('when a tenant is purged its people and their sessions go, and its keys end', async (t) => {
  const admin = await startAdmin(t)
  const bob = await as(admin, { role: 'tenant-admin', tenant: admin.acme })
  const eve = await as(admin, { role: 'tenant-admin', tenant: admin.globex })
  const draft = { name: 'script', role: 'tenant-viewer', tenant: 'acme' }
  await admin.call('POST', '/api/v1/operator-keys', draft)
  await admin.call('DELETE', '/api/v1/tenants/acme?confirm=acme')
  admin.clock.nowMs += 7 * DAY_MS
  const { purgeTenants } = await import('../tenants/purge-tenants.ts')
  const deps = { db: admin.admin, clock: () => admin.clock.nowMs }
  assert.equal(await purgeTenants(deps, '01900000-0000-7000-8000-000000000009'), 1)
  const left = await admin.admin.selectFrom('accounts').select('id').execute()
  assert.deepEqual(
    left.map(({ id }) => id),
    [eve.account.id],
  )
  assert.equal((await bob.call('GET', '/api/v1/whoami')).status, 401)
  const keys = await admin.admin
    .selectFrom('operator_keys')
    .select(['name', 'revoked_at'])
    .execute()
  assert.ok(keys.find(({ name }) => name === 'script')?.revoked_at)
})
