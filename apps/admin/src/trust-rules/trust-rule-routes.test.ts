import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import test from 'node:test'
import type { TrustRule } from '@postern/contract'
import { listAuditEvents, listTrustRules, withTenant } from '@postern/store'
import { startAdmin, type TestAdmin } from '../test-admin.ts'

const URL = '/api/v1/tenants/acme/trust-rules'
const GITHUB = 'https://token.actions.githubusercontent.com'

const draft = {
  name: 'shop, from main',
  issuer: GITHUB,
  conditions: { repository_id: ['74'], ref: ['refs/heads/main', 'refs/tags/*'] },
  scopes: ['push'],
  namespaces: ['default'],
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

interface Answer {
  readonly status: number
  readonly body: {
    readonly trustRule: TrustRule
    readonly trustRules: readonly TrustRule[]
    readonly code: string
    readonly errors: readonly { readonly pointer: string; readonly detail: string }[]
  }
}

async function send(admin: TestAdmin, method: Method, url: string, body?: object): Promise<Answer> {
  const answer = await admin.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${admin.operatorKey}` },
    ...(body && { payload: body }),
  })
  // An answer without a body has nothing that a test would read.
  const text = answer.body === '' ? '{}' : answer.body
  return { status: answer.statusCode, body: JSON.parse(text) }
}

const create = (admin: TestAdmin, changes: object = {}) =>
  send(admin, 'POST', URL, { ...draft, ...changes })

const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' })

test('a rule is read back as it was written, changed in part, and deleted, each in the audit', async (t) => {
  const world = await startAdmin(t)
  const now = new Date(world.clock.nowMs).toISOString()
  const { status, body } = await create(world)
  assert.equal(status, 201)
  const rule = body.trustRule
  assert.deepEqual(rule, {
    ...draft,
    id: rule.id,
    audience: 'http://127.0.0.1:9091/t/acme',
    labelRules: {},
    jwks: null,
    singleUseJti: false,
    createdAt: now,
    updatedAt: now,
    lastUsedAt: null,
  })
  const one = `${URL}/${rule.id}`
  assert.deepEqual((await send(world, 'GET', one)).body, { trustRule: rule })
  assert.deepEqual((await send(world, 'GET', URL)).body, { trustRules: [rule] })

  world.clock.nowMs += 1_000
  const change = { scopes: ['push', 'delete'], labelRules: { job: ['shop-*'] }, singleUseJti: true }
  const updated = await send(world, 'PATCH', one, change)
  assert.equal(updated.status, 200)
  const updatedAt = new Date(world.clock.nowMs).toISOString()
  assert.deepEqual(updated.body.trustRule, { ...rule, ...change, updatedAt })

  assert.equal((await send(world, 'DELETE', one)).status, 204)
  assert.equal((await send(world, 'DELETE', one)).status, 404)
  assert.deepEqual((await send(world, 'GET', URL)).body, { trustRules: [] })
  const page = { order: 'oldest', limit: 100, after: undefined } as const
  const events = await withTenant(world.admin, world.acme.id, (own) =>
    listAuditEvents(own, world.acme.id, {}, page),
  )
  const actions = events.map((event) => event.action)
  assert.deepEqual(
    actions.filter((action) => action.startsWith('trust-rule')),
    ['trust-rule.create', 'trust-rule.update', 'trust-rule.delete'],
  )
})

test('a rule for GitHub binds a numeric id, or is refused with the reason', async (t) => {
  const world = await startAdmin(t)
  const loose = [
    { repository: ['acme/shop'] },
    { sub: ['repo:acme/shop:*'] },
    { repository_id: ['7*'] },
    { repository_id: ['acme/shop'] },
    { repository_id: ['74', 'x'] },
    { '/repository_id': ['74'] },
  ]
  for (const issuer of [GITHUB, `${GITHUB}/acme`]) {
    for (const conditions of loose) {
      const { status, body } = await create(world, { issuer, conditions })
      assert.equal(status, 400, JSON.stringify(conditions))
      assert.match(body.errors[0]?.detail ?? '', /repository_id or repository_owner_id/)
    }
    const bound = [
      { repository_owner_id: ['65'] },
      { repository_id: ['74', '75'], sub: ['repo:*'] },
    ]
    for (const conditions of bound) {
      assert.equal((await create(world, { issuer, conditions })).status, 201)
    }
  }
  const rule = (await create(world)).body.trustRule
  const loosened = await send(world, 'PATCH', `${URL}/${rule.id}`, { conditions: { sub: ['a'] } })
  assert.equal(loosened.status, 400)
})

test('a rule that could not be meant is refused, with the place of the fault', async (t) => {
  const world = await startAdmin(t)
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 })
  const cases: readonly (readonly [object, string])[] = [
    [{ issuer: 'token.actions.githubusercontent.com' }, '/issuer'],
    [{ issuer: 'http://issuer.example', conditions: { sub: ['a'] } }, '/issuer'],
    [{ issuer: 'https://user@issuer.example', conditions: { sub: ['a'] } }, '/issuer'],
    [{ issuer: 'https://issuer.example?a=1', conditions: { sub: ['a'] } }, '/issuer'],
    [{ issuer: 'file:///etc/passwd', conditions: { sub: ['a'] } }, '/issuer'],
    [{ audience: 'https://push.example/t/globex' }, '/audience'],
    [{ audience: 'https://push.example/t/acme/' }, '/audience'],
    [{ audience: 'https://push.example/acme' }, '/audience'],
    [{ conditions: {} }, '/conditions'],
    [{ conditions: { repository_id: [] } }, '/conditions/repository_id'],
    [{ conditions: { repository_id: ['*'] } }, '/conditions/repository_id/0'],
    [{ conditions: { repository_id: ['7*4'] } }, '/conditions/repository_id/0'],
    [{ issuer: 'https://issuer.example', conditions: { iss: ['https://*'] } }, '/conditions'],
    [{ namespaces: ['none'] }, '/namespaces/0'],
    [{ labelRules: { __name__: ['a'] } }, '/labelRules'],
    [{ jwks: { keys: [] } }, '/jwks/keys'],
    [{ jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }, '/jwks/keys/0'],
    [{ jwks: { keys: [rsa.privateKey.export({ format: 'jwk' })] } }, '/jwks/keys/0'],
    [{ jwks: { keys: [jwkOf(rsa.publicKey), jwkOf(weak.publicKey)] } }, '/jwks/keys/1'],
    [{ secret: 'a' }, '/secret'],
  ]
  for (const [change, pointer] of cases) {
    const { status, body } = await create(world, change)
    assert.equal(status, 400, JSON.stringify(change))
    const pointers = body.errors.map((fault) => fault.pointer)
    assert.ok(pointers.includes(pointer), `${JSON.stringify(change)}: ${pointers.join()}`)
  }
  assert.deepEqual((await send(world, 'GET', URL)).body, { trustRules: [] })
})

test('an issuer without TLS is taken when its keys are given', async (t) => {
  const world = await startAdmin(t)
  const { publicKey } = generateKeyPairSync('ed25519')
  const jwks = { keys: [{ ...jwkOf(publicKey), kid: 'a' }] }
  const changes = { issuer: 'http://cluster.internal', conditions: { sub: ['a'] } }
  assert.equal((await create(world, { ...changes, jwks })).status, 201)
})

test('rules of another tenant, and of nobody, are as missing as those that never were', async (t) => {
  const world = await startAdmin(t)
  const { id } = (await create(world)).body.trustRule
  const urls = [
    `/api/v1/tenants/globex/trust-rules/${id}`,
    `${URL}/${crypto.randomUUID()}`,
    `${URL}/none`,
  ]
  for (const url of urls) {
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const answer = await send(world, method, url, method === 'PATCH' ? { name: 'x' } : undefined)
      assert.deepEqual([answer.status, answer.body.code], [404, 'trust-rule-not-found'])
    }
  }
  const nobody = await send(world, 'GET', '/api/v1/tenants/nobody/trust-rules')
  assert.equal(nobody.body.code, 'tenant-not-found')
})

test('the database shows rules to their own tenant alone, and lets the data plane write none', async (t) => {
  const world = await startAdmin(t)
  await create(world)
  const { api, acme, globex } = world
  const read = (tenant: typeof acme, of: typeof acme) =>
    withTenant(api, tenant.id, (own) => listTrustRules(own, of.id))
  assert.equal((await read(acme, acme)).length, 1)
  assert.equal((await read(globex, acme)).length, 0)
  assert.deepEqual(await api.selectFrom('trust_rules').selectAll().execute(), [])
  await assert.rejects(
    withTenant(api, acme.id, (own) => own.deleteFrom('trust_rules').execute()),
    /permission denied/,
  )
})
