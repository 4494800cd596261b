/** What a tenant's audit says of tokens and clients that were refused, at /oauth2/token and as bearer. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { findTenant, listAuditEvents, updateTenant, withTenant } from '@postern/store'
import { createSigningKey } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'
import { audienceOf, makeTrustRule } from '../testing/make-trust-rule.ts'
import { basic, parsed, requestToken } from '../testing/oauth-client.ts'
import { openIssuer } from '../testing/test-issuer.ts'

async function open(t: TestContext) {
  const issuer = await openIssuer(t)
  const gateway = await openGateway(t, Date.now, { jwksAllowedHosts: [issuer.host] })
  const { app, database, tenant } = gateway
  await createSigningKey(database.admin)
  const rule = await makeTrustRule(database.admin, tenant, {
    issuer: issuer.url,
    conditions: { ref: ['main'] },
    singleUseJti: true,
  })
  const token = (claims: object) =>
    issuer.token({ sub: 'ci', ref: 'main', aud: audienceOf(tenant), ...claims })
  const exchange = async (subject: string, more: Record<string, string> = {}) => {
    const reply = await requestToken(app, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subject,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      ...more,
    })
    return reply.statusCode
  }
  const push = async (key: string) => {
    const headers = bearer(key)
    const reply = await app.inject({ method: 'PUT', url: '/metrics/job/a', headers, payload: '' })
    return reply.statusCode
  }
  return { ...gateway, exchange, push, rule, token }
}

type World = Awaited<ReturnType<typeof open>>

/** Who, at what, and why, of all refusals so far. Closing is when what still waits is written. */
async function refusals({ app, database, tenant }: World) {
  await app.close()
  const events = await withTenant(database.admin, tenant.id, (own) =>
    listAuditEvents(own, tenant.id, {}, { order: 'oldest', limit: 100, after: undefined }),
  )
  return events.map((event) => [event.actor_kind, event.target_kind, event.target_id, event.reason])
}

test('what a trust rule does not take is told to its tenant, with the reason that strangers are not told', async (t) => {
  const world = await open(t)
  const { exchange, push, rule, token } = world
  assert.equal(await push(token({ ref: 'fork' })), 401)
  assert.equal(await exchange(token({ ref: 'fork' })), 400)
  assert.equal(await push(token({ exp: 1 })), 401)
  assert.equal(await push(token({ aud: 'http://127.0.0.1:9091/t/globex' })), 401)
  assert.deepEqual(await refusals(world), [
    ['anonymous', 'trust-rule', rule.id, 'token-condition'],
    ['anonymous', 'trust-rule', rule.id, 'token-condition'],
    ['anonymous', 'trust-rule', rule.id, 'token-invalid'],
  ])
})

test('what a trusted token may not do is told as an act of its rule', async (t) => {
  const world = await open(t)
  const { exchange, rule, token } = world
  assert.equal(await exchange(token({}), { scope: 'scrape' }), 400)
  const once = token({})
  assert.equal(await exchange(once), 200)
  assert.equal(await exchange(once), 400)
  assert.deepEqual(await refusals(world), [
    ['credential', 'trust-rule', rule.id, 'scope'],
    ['credential', 'trust-rule', rule.id, 'token-used'],
  ])
})

test('a rule of a suspended tenant lets nobody in, and the tenant hears of it', async (t) => {
  const world = await open(t)
  const { database, exchange, rule, tenant, token } = world
  await withTenant(database.admin, tenant.id, async (own) => {
    const found = await findTenant(own, tenant.id)
    assert.ok(found)
    await updateTenant(own, { ...found, state: 'suspended' })
  })
  assert.equal(await exchange(token({})), 400)
  assert.deepEqual(await refusals(world), [
    ['credential', 'trust-rule', rule.id, 'tenant-inactive'],
  ])
})

test('clients that are refused at the token endpoint are in the audit as if they had come with the key', async (t) => {
  const world = await open(t)
  const { app, keys } = world
  const { keyId } = parsed(keys.scrape)
  const ask = async (key: string, form: Record<string, string> = {}) => {
    const sent = { grant_type: 'client_credentials', ...form }
    return (await requestToken(app, sent, basic(parsed(key).keyId, key))).statusCode
  }
  assert.equal(await ask(keys.scrape, { scope: 'push' }), 400)
  const { database, tenant } = world
  const stranger = await openGateway(t)
  assert.notEqual(stranger.tenant.id, tenant.id)
  assert.equal(await ask(stranger.keys.push), 401)
  await withTenant(database.admin, tenant.id, (own) =>
    own
      .updateTable('credentials')
      .set({ revoked_at: new Date() })
      .where('tenant_id', '=', tenant.id)
      .where('id', '=', keyId)
      .execute(),
  )
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  assert.equal(await ask(keys.scrape), 401)
  assert.deepEqual(await refusals(world), [
    ['credential', 'credential', keyId, 'scope'],
    ['credential', 'credential', keyId, 'revoked'],
  ])
})

test('ten texts that are no key shut an address out of the token endpoint too', async (t) => {
  const { app, keys } = await open(t)
  const ask = async (secret: string) => {
    const form = { grant_type: 'client_credentials' }
    return (await requestToken(app, form, basic(parsed(keys.push).keyId, secret))).statusCode
  }
  for (let i = 0; i < 10; i++) assert.equal(await ask('hunter2'), 401)
  assert.equal(await ask('hunter2'), 429)
})
