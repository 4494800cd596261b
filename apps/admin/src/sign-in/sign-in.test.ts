import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { NO_TENANT } from '@postern/domain'
import { createLogger, KeyHasher, newPepper } from '@postern/server'
import { listAuditEvents, withTenant } from '@postern/store'
import { TEST_PEPPER } from '@postern/testkit'
import { sql } from 'kysely'
import { createAdmin } from '../app.ts'
import { startAdmin, type TestAdmin } from '../test-admin.ts'
import { Browser, PASSWORD, type SignedUp, setUp, setUpLink, takeUp } from '../test-browser.ts'

const MINUTE_MS = 60_000
const EMAIL = 'ada@example.com'

interface World extends TestAdmin {
  readonly ada: SignedUp
}

async function start(t: TestContext): Promise<World> {
  const admin = await startAdmin(t)
  const ada = await setUp(admin, EMAIL)
  // The code that proved the app is used up.
  admin.clock.nowMs += MINUTE_MS
  return { ...admin, ada }
}

function signIn(browser: Browser, draft: object) {
  return browser.call('POST', '/api/v1/sign-in', draft)
}

test('somebody signs in with password and code, whatever the case of the address', async (t) => {
  const { app, ada } = await start(t)
  const browser = new Browser(app)
  const draft = { email: 'ADA@example.com', password: PASSWORD, code: ada.phone.code() }
  const { status, body, headers } = await signIn(browser, draft)
  assert.deepEqual(
    [status, body.kind, body.email, body.role, body.tenant, headers['cache-control']],
    [200, 'account', EMAIL, 'system-admin', null, 'no-store'],
  )
  assert.equal((await browser.call('GET', '/api/v1/tenants')).status, 200)
})

test('the password alone gets nobody in', async (t) => {
  const { app } = await start(t)
  const browser = new Browser(app)
  const { status, body } = await signIn(browser, { email: EMAIL, password: PASSWORD })
  assert.deepEqual([status, body.code], [401, 'second-factor-required'])
  assert.equal(browser.cookies.size, 0)
})

test('a wrong password, an unknown address and an unknown tenant are answered alike', async (t) => {
  const { app, ada } = await start(t)
  const code = ada.phone.code()
  const answers = await Promise.all(
    [
      { email: EMAIL, password: 'not this one', code },
      { email: 'nobody@example.com', password: PASSWORD, code },
      { email: EMAIL, password: PASSWORD, code, tenant: 'acme' },
      { email: EMAIL, password: PASSWORD, code, tenant: 'nowhere' },
    ].map(async (draft) => {
      const { status, body, headers } = await signIn(new Browser(app), draft)
      const { date: _date, 'x-request-id': _id, ...same } = headers
      return { status, headers: same, body: { ...body, instance: '' } }
    }),
  )
  for (const answer of answers) {
    assert.deepEqual([answer.status, answer.body.code], [401, 'sign-in-refused'])
    assert.deepEqual(answer, answers[0])
  }
})

test('a code is good once, and none before it is good after it', async (t) => {
  const { app, ada, clock } = await start(t)
  const enter = (code: string) =>
    signIn(new Browser(app), { email: EMAIL, password: PASSWORD, code })
  const [before, now, next] = [ada.phone.code(-1), ada.phone.code(), ada.phone.code(1)]
  assert.equal((await enter(now)).status, 200)
  assert.equal((await enter(now)).body.code, 'second-factor-required')
  assert.equal((await enter(before)).body.code, 'second-factor-required')
  assert.equal((await enter(next)).status, 200)
  clock.nowMs += MINUTE_MS
  assert.equal((await enter(ada.phone.code())).status, 200)
})

test('of two who send the same code at once one gets in', async (t) => {
  const { app, ada } = await start(t)
  const draft = { email: EMAIL, password: PASSWORD, code: ada.phone.code() }
  const answers = await Promise.all([1, 2, 3].map(() => signIn(new Browser(app), draft)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 401, 401],
  )
})

test('a recovery code is good once, however it is typed', async (t) => {
  const { app, ada } = await start(t)
  const [code = ''] = ada.recoveryCodes
  const typed = ` ${code.toUpperCase().replaceAll('-', ' ')} `
  const enter = () => signIn(new Browser(app), { email: EMAIL, password: PASSWORD, code: typed })
  assert.equal((await enter()).status, 200)
  assert.equal((await enter()).body.code, 'second-factor-required')
  const { body } = await ada.browser.call('GET', '/api/v1/account/recovery-codes')
  assert.equal(body.left, 9)
})

test('whoever guesses at an account is slowed down, and by an address too', async (t) => {
  const { app, clock, ada } = await start(t)
  const guess = (address: string, email = EMAIL) =>
    signIn(new Browser(app, address), { email, password: 'guess', code: '000000' })
  for (let i = 0; i < 10; i++) assert.equal((await guess(`198.51.100.${i}`)).status, 401)
  const refused = await guess('198.51.100.200')
  assert.deepEqual([refused.status, refused.body.code], [429, 'authentication-throttled'])
  assert.ok(Number(refused.headers['retry-after']) > 0)
  // An address that nobody has is slowed down no less.
  for (let i = 0; i < 10; i++) await guess(`203.0.113.${i}`, 'nobody@example.com')
  assert.equal((await guess('203.0.113.200', 'nobody@example.com')).status, 429)
  // Others are not, and neither is the person where they signed in before.
  assert.equal((await guess('198.51.100.201', 'other@example.com')).status, 401)
  const home = { email: EMAIL, password: PASSWORD, code: ada.phone.code() }
  assert.equal((await signIn(new Browser(app, '198.51.100.201'), home)).status, 429)
  clock.nowMs += 15 * MINUTE_MS
  const again = { ...home, code: ada.phone.code() }
  assert.equal((await signIn(new Browser(app, '198.51.100.201'), again)).status, 200)
})

test('a stranger cannot lock somebody out where that person signed in before', async (t) => {
  const { app, clock, ada } = await start(t)
  const enter = (address: string, password: string) =>
    signIn(new Browser(app, address), { email: EMAIL, password, code: ada.phone.code() })
  assert.equal((await enter('192.0.2.7', PASSWORD)).status, 200)
  for (let i = 0; i < 11; i++) await enter(`198.51.100.${i}`, 'guess')
  clock.nowMs += MINUTE_MS
  assert.equal((await enter('198.51.100.99', PASSWORD)).status, 429)
  assert.equal((await enter('192.0.2.7', PASSWORD)).status, 200)
})

test('ten wrong codes after the right password are enough', async (t) => {
  const { app, ada } = await start(t)
  const wrong = ada.phone.code() === '000000' ? '111111' : '000000'
  const statuses: number[] = []
  for (let i = 0; i < 11; i++) {
    const draft = { email: EMAIL, password: PASSWORD, code: wrong }
    statuses.push((await signIn(new Browser(app, `198.51.100.${i}`), draft)).status)
  }
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 401), 429])
})

test('failures are in the audit by sample, without what was typed', async (t) => {
  const { app, admin, ada } = await start(t)
  for (let i = 0; i < 14; i++) {
    const draft = { email: `secret-${i}@example.com`, password: 'a secret password' }
    await signIn(new Browser(app, `198.51.100.${i}`), draft)
  }
  await signIn(ada.browser, { email: EMAIL, password: 'wrong', code: '000000' })
  const page = { order: 'oldest', limit: 1_000, after: undefined } as const
  const events = await withTenant(admin, NO_TENANT, (own) =>
    listAuditEvents(own, NO_TENANT, { action: 'sign-in.refuse' }, page),
  )
  assert.equal(events.length, 10)
  for (const event of events) {
    assert.deepEqual(
      [event.actor_kind, event.actor_id, event.target_id, event.outcome],
      ['anonymous', null, 'unknown', 'refused'],
    )
    assert.doesNotMatch(JSON.stringify(event), /secret/)
  }
})

test('the cookie is for the server alone, for this site alone, and over TLS for nothing else', async (t) => {
  const { app, ada, clock } = await start(t)
  const plain = await signIn(ada.browser, {
    email: EMAIL,
    password: PASSWORD,
    code: ada.phone.code(),
  })
  assert.match(
    String(plain.headers['set-cookie']),
    /^postern-session=[\w-]{64}; Path=\/; HttpOnly; SameSite=Strict$/,
  )
  clock.nowMs += MINUTE_MS
  const secure = await startAdmin(t, { adminUrl: 'https://admin.test' })
  const bob = await setUp(secure, 'bob@example.com')
  secure.clock.nowMs += MINUTE_MS
  const overTls = await signIn(new Browser(secure.app), {
    email: 'bob@example.com',
    password: PASSWORD,
    code: bob.phone.code(),
  })
  assert.match(
    String(overTls.headers['set-cookie']),
    /^__Host-postern-session=[\w-]{64}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
  )
  assert.equal(app.hasRoute({ method: 'GET', url: '/api/v1/whoami' }), true)
})

test('what the database holds of a person opens nothing', async (t) => {
  const { owner, ada } = await start(t)
  const { rows } = await sql<{ text: string }>`
    select (select string_agg(to_jsonb(a)::text, '') from accounts a)
        || (select string_agg(to_jsonb(r)::text, '') from recovery_codes r)
        || (select string_agg(to_jsonb(s)::text, '') from sessions s) as text
  `.execute(owner)
  const dump = rows[0]?.text ?? ''
  const cookie = ada.browser.cookies.get('postern-session') ?? ''
  const secrets = [
    PASSWORD,
    cookie.slice(24),
    ...ada.recoveryCodes.map((code) => code.replaceAll('-', '')),
  ]
  assert.ok(dump.includes(EMAIL))
  for (const secret of secrets) {
    for (const form of [secret, Buffer.from(secret).toString('hex')]) {
      assert.ok(!dump.includes(form), form)
    }
  }
  assert.match(dump, /argon2id m=19456 t=2 p=1/)
})

test('a suspended account cannot sign in, and is not told apart from none', async (t) => {
  const world = await start(t)
  const bob = await takeUp(world, await setUpLink(world), 'bob@example.com')
  const { body } = await world.ada.browser.call('GET', '/api/v1/accounts')
  const id = body.accounts.find(({ email }) => email === 'bob@example.com')?.id
  const url = `/api/v1/accounts/${id}`
  world.clock.nowMs += 4 * MINUTE_MS
  const confirmed = await world.ada.browser.call('POST', '/api/v1/session/confirm', {
    password: PASSWORD,
    code: world.ada.phone.code(),
  })
  assert.equal(confirmed.status, 200)
  const changed = await world.ada.browser.call('PATCH', url, { state: 'suspended' })
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  assert.equal((await bob.browser.call('GET', '/api/v1/whoami')).body.code, 'session-ended')
  const draft = { email: 'bob@example.com', password: PASSWORD, code: bob.phone.code() }
  const refused = await signIn(new Browser(world.app), draft)
  assert.deepEqual([refused.status, refused.body.code], [401, 'sign-in-refused'])
})

test('who signs in under a new pepper needs the former one no more', async (t) => {
  const { ada, admin, clock } = await start(t)
  const pepper = newPepper()
  const signInUnder = async (hasher: KeyHasher) => {
    const app = await createAdmin({
      db: admin,
      hasher,
      clock: () => clock.nowMs,
      logger: createLogger('silent'),
    })
    t.after(() => app.close())
    const draft = { email: EMAIL, password: PASSWORD, code: ada.phone.code() }
    const { status } = await signIn(new Browser(app), draft)
    clock.nowMs += MINUTE_MS
    return status
  }
  assert.equal(await signInUnder(new KeyHasher(pepper)), 401)
  const changing = new KeyHasher(pepper, [TEST_PEPPER])
  assert.equal(await signInUnder(changing), 200)
  assert.equal(changing.formerMatches, 1)
  assert.equal(await signInUnder(new KeyHasher(pepper)), 200)
})
