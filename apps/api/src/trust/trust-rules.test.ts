import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  deleteTrustRule,
  insertNamespace,
  listTrustRules,
  updateTrustRule,
  withTenant,
} from '@postern/store'
import { createSigningKey, createTenant } from '@postern/testkit'
import type { FastifyInstance } from 'fastify'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { audienceOf, makeTrustRule } from '../testing/make-trust-rule.ts'
import { requestToken, takeApart } from '../testing/oauth-client.ts'
import { openIssuer, type TestIssuer } from '../testing/test-issuer.ts'

type World = Gateway & { readonly issuer: TestIssuer }

async function open(t: TestContext): Promise<World> {
  const issuer = await openIssuer(t)
  const gateway = await openGateway(t, Date.now, { jwksAllowedHosts: [issuer.host] })
  await createSigningKey(gateway.database.admin)
  return { ...gateway, issuer }
}

const push = (app: FastifyInstance, token: string, remoteAddress = '127.0.0.1') =>
  app.inject({
    method: 'PUT',
    url: '/metrics/job/deploy',
    headers: bearer(token),
    payload: 'deploys 1\n',
    remoteAddress,
  })

const exchange = (app: FastifyInstance, token: string, more: Record<string, string> = {}) =>
  requestToken(app, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    ...more,
  })

/** What the tokens of the platforms look like, and what a rule for each binds. */
const platforms = {
  'GitHub Actions': {
    claims: {
      sub: 'repo:acme/shop:ref:refs/heads/main',
      repository: 'acme/shop',
      repository_id: '74',
      repository_owner_id: '65',
      ref: 'refs/heads/main',
    },
    conditions: { repository_id: ['74'], ref: ['refs/heads/main', 'refs/tags/*'] },
  },
  'GitLab CI': {
    claims: {
      sub: 'project_path:acme/shop:ref_type:branch:ref:main',
      project_id: '20',
      namespace_id: '72',
      ref_protected: 'true',
    },
    conditions: { project_id: ['20'], ref_protected: ['true'] },
  },
  'a Kubernetes service account': {
    claims: {
      sub: 'system:serviceaccount:batch:backup',
      'kubernetes.io': { namespace: 'batch', serviceaccount: { name: 'backup', uid: 'u-1' } },
    },
    conditions: {
      sub: ['system:serviceaccount:batch:backup'],
      '/kubernetes.io/serviceaccount/name': ['backup'],
    },
  },
}

for (const [name, { claims, conditions }] of Object.entries(platforms)) {
  test(`a job pushes with the token of ${name}, as it is or in exchange for ours`, async (t) => {
    const { app, issuer, database, tenant } = await open(t)
    const rule = await makeTrustRule(database.admin, tenant, { issuer: issuer.url, conditions })
    const token = issuer.token({ aud: audienceOf(tenant), ...claims })
    const direct = await push(app, token)
    assert.equal(direct.statusCode, 200, direct.body)

    const exchanged = await exchange(app, token)
    assert.equal(exchanged.statusCode, 200, exchanged.body)
    const { access_token: ours, ...rest } = exchanged.json<Record<string, unknown>>()
    assert.deepEqual(rest, {
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'push',
    })
    const said = takeApart(String(ours)).claims
    assert.deepEqual([said['sub'], said['client_id']], [claims.sub, rule.id])
    assert.equal((await push(app, String(ours))).statusCode, 200)
  })
}

test('a token that says another thing than the rule asks is refused, in the same words each time', async (t) => {
  const { app, issuer, database, tenant } = await open(t)
  const conditions = { repository_id: ['74'], ref: ['refs/heads/*'] }
  await makeTrustRule(database.admin, tenant, { issuer: issuer.url, conditions })
  const other = await createTenant(database.admin, 'globex')
  const good = { aud: audienceOf(tenant), sub: 's', repository_id: '74', ref: 'refs/heads/main' }
  assert.equal((await push(app, issuer.token(good))).statusCode, 200)
  assert.equal((await push(app, issuer.token({ ...good, repository_id: 74 }))).statusCode, 200)
  const stranger = await openIssuer(t)
  const now = Math.floor(Date.now() / 1_000)
  const bad: Record<string, string> = {
    'another repository': issuer.token({ ...good, repository_id: '740' }),
    'no repository': issuer.token({ ...good, repository_id: undefined }),
    'another ref': issuer.token({ ...good, ref: 'refs/tags/v1' }),
    'the audience of a tenant without rules': issuer.token({ ...good, aud: audienceOf(other) }),
    'the audience of nobody': issuer.token({ ...good, aud: 'http://127.0.0.1:9091/t/nobody' }),
    'the audience of two tenants': issuer.token({
      ...good,
      aud: [audienceOf(tenant), audienceOf(other)],
    }),
    'an audience that is none of ours': issuer.token({ ...good, aud: 'https://github.com/acme' }),
    'no audience': issuer.token({ ...good, aud: undefined }),
    'another issuer': stranger.token(good),
    'the name of our issuer, signed by another': stranger.token({ ...good, iss: issuer.url }),
    'its time is over': issuer.token({ ...good, exp: now - 31 }),
    'its time has not come': issuer.token({ ...good, nbf: now + 60 }),
    'no end': issuer.token({ ...good, exp: undefined }),
    'no subject': issuer.token({ ...good, sub: undefined }),
    'an access token of the issuer': issuer.token(good, { typ: 'at+jwt' }),
    'a logout token of the issuer': issuer.token(good, { typ: 'logout+jwt' }),
  }
  const words = new Set<string>()
  for (const [index, [name, token]] of Object.entries(bad).entries()) {
    // Each from an address of its own, or it would be taken for guessing.
    const answer = await push(app, token, `192.0.2.${index}`)
    assert.equal(answer.statusCode, 401, name)
    words.add(answer.body)
  }
  assert.equal(words.size, 1)
})

test('an audience list that has the tenant’s is as good as the audience alone', async (t) => {
  const { app, issuer, database, tenant } = await open(t)
  const conditions = { sub: ['a'] }
  await makeTrustRule(database.admin, tenant, { issuer: issuer.url, conditions })
  const aud = ['https://elsewhere.example', audienceOf(tenant)]
  assert.equal((await push(app, issuer.token({ aud, sub: 'a' }))).statusCode, 200)
})

test('a rule grants its scopes, namespaces and labels, and no more', async (t) => {
  const { app, issuer, database, tenant } = await open(t)
  await withTenant(database.admin, tenant.id, (own) =>
    insertNamespace(own, tenant.id, { name: 'ci', createdAt: new Date() }),
  )
  await makeTrustRule(database.admin, tenant, {
    issuer: issuer.url,
    conditions: { sub: ['a'] },
    namespaces: ['ci'],
    labelRules: { job: ['deploy*'] },
  })
  const token = issuer.token({ aud: audienceOf(tenant), sub: 'a' })
  const status = async (url: string, method: 'PUT' | 'GET' | 'DELETE' = 'PUT') =>
    (
      await app.inject({
        method,
        url,
        headers: bearer(token),
        ...(method === 'PUT' && { payload: 'a 1\n' }),
      })
    ).statusCode
  assert.equal(await status('/metrics/job/deploy-shop'), 200)
  assert.equal(await status('/ns/ci/metrics/job/deploy'), 200)
  assert.equal(await status('/ns/default/metrics/job/deploy'), 403)
  assert.equal(await status('/metrics/job/backup'), 403)
  assert.equal(await status('/metrics', 'GET'), 403)
  assert.equal(await status('/metrics/job/deploy', 'DELETE'), 403)
  const whoami = await app.inject({ url: '/api/v1/whoami', headers: bearer(token) })
  assert.match(whoami.body, /"kind":"trust-rule"/)
})

test('the oldest rule that takes a token counts, unless an exchange names another', async (t) => {
  const { app, issuer, database, tenant } = await open(t)
  const base = { issuer: issuer.url, conditions: { sub: ['a'] } }
  const first = await makeTrustRule(database.admin, tenant, { ...base, scopes: ['push'] })
  await sleep(2)
  const second = await makeTrustRule(database.admin, tenant, { ...base, scopes: ['scrape'] })
  const token = issuer.token({ aud: audienceOf(tenant), sub: 'a' })
  const scope = async (more: Record<string, string>) =>
    (await exchange(app, token, more)).json<{ scope?: string; error?: string }>()
  assert.equal((await scope({})).scope, 'push')
  assert.equal((await scope({ client_id: first.id })).scope, 'push')
  assert.equal((await scope({ client_id: second.id })).scope, 'scrape')
  assert.equal((await scope({ client_id: crypto.randomUUID() })).error, 'invalid_request')
  assert.equal((await scope({ scope: 'scrape' })).error, 'invalid_scope')
})

test('what is deleted or changed of a rule ends tokens within two seconds, ours and the platform’s', async (t) => {
  const { app, issuer, database, tenant } = await open(t)
  const rule = await makeTrustRule(database.admin, tenant, {
    issuer: issuer.url,
    conditions: { sub: ['a'] },
  })
  const theirs = issuer.token({ aud: audienceOf(tenant), sub: 'a' })
  const ours = (await exchange(app, theirs)).json<{ access_token: string }>().access_token
  const statuses = async () => [
    (await push(app, theirs)).statusCode,
    (await push(app, ours)).statusCode,
  ]
  assert.deepEqual(await statuses(), [200, 200])
  const change = (scopes: ('push' | 'scrape')[]) =>
    withTenant(database.admin, tenant.id, (own) => updateTrustRule(own, { ...rule, scopes }))
  await change(['scrape'])
  await sleep(1_100)
  assert.deepEqual(await statuses(), [403, 403])
  await change(['push'])
  await sleep(1_100)
  assert.deepEqual(await statuses(), [200, 200])
  await withTenant(database.admin, tenant.id, (own) => deleteTrustRule(own, tenant.id, rule.id))
  await sleep(1_100)
  assert.deepEqual(await statuses(), [401, 401])
})

test('a rule for single use takes a token once, and only in exchange', async (t) => {
  const gateway = await open(t)
  const { app, issuer, database, tenant } = gateway
  const replica = await gateway.addReplica()
  await makeTrustRule(database.admin, tenant, {
    issuer: issuer.url,
    conditions: { sub: ['a'] },
    singleUseJti: true,
  })
  const token = issuer.token({ aud: audienceOf(tenant), sub: 'a' })
  assert.equal((await push(app, token)).statusCode, 401)
  assert.equal((await exchange(app, token)).statusCode, 200)
  for (const one of [app, replica]) {
    const again = await exchange(one, token)
    assert.equal(again.statusCode, 400)
    assert.match(again.body, /used before/)
  }
  const without = issuer.token({ aud: audienceOf(tenant), sub: 'a', jti: undefined })
  assert.equal((await exchange(app, without)).statusCode, 400)
})

test('of those who exchange a token for single use at once, on any replica, one gets in', async (t) => {
  const gateway = await open(t)
  const { app, issuer, database, tenant } = gateway
  const replica = await gateway.addReplica()
  await makeTrustRule(database.admin, tenant, {
    issuer: issuer.url,
    conditions: { sub: ['a'] },
    singleUseJti: true,
  })
  const token = issuer.token({ aud: audienceOf(tenant), sub: 'a' })
  const replies = await Promise.all(
    [app, replica, app, replica, app, replica].map((one) => exchange(one, token)),
  )
  const statuses = replies.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)
  assert.deepEqual(statuses, [200, 400, 400, 400, 400, 400])
})

test('a cluster that cannot be reached is trusted by the keys that were given with the rule', async (t) => {
  const { app, issuer, database, tenant } = await open(t)
  issuer.behave.how = 'down'
  await makeTrustRule(database.admin, tenant, {
    issuer: 'https://kubernetes.default.svc.cluster.local',
    conditions: { sub: ['system:serviceaccount:batch:*'] },
    jwks: issuer.jwks(),
  })
  const claims = {
    iss: 'https://kubernetes.default.svc.cluster.local',
    aud: audienceOf(tenant),
    sub: 'system:serviceaccount:batch:backup',
  }
  assert.equal((await push(app, issuer.token(claims))).statusCode, 200)
  const other = await openIssuer(t)
  assert.equal((await push(app, other.token(claims))).statusCode, 401)
  assert.equal(issuer.asked(), 0)
})

test('what an exchange cannot mean is refused in the words of RFC 6749', async (t) => {
  const { app, issuer, tenant } = await open(t)
  const token = issuer.token({ aud: audienceOf(tenant), sub: 'a' })
  const cases: Record<string, string>[] = [
    { subject_token: '' },
    { subject_token_type: '' },
    { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
    { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
    { actor_token: token },
    { client_id: 'me' },
    { subject_token: 'abc' },
    { subject_token: `${token}x` },
    {},
  ]
  for (const change of cases) {
    const answer = await exchange(app, token, change)
    assert.equal(answer.statusCode, 400, JSON.stringify(change))
    assert.equal(answer.json<{ error: string }>().error, 'invalid_request')
  }
})

test('the last use of a rule is kept', async (t) => {
  const { app, issuer, database, tenant } = await open(t)
  const conditions = { sub: ['a'] }
  await makeTrustRule(database.admin, tenant, { issuer: issuer.url, conditions })
  await push(app, issuer.token({ aud: audienceOf(tenant), sub: 'a' }))
  await app.close()
  const [rule] = await withTenant(database.admin, tenant.id, (own) =>
    listTrustRules(own, tenant.id),
  )
  assert.ok(rule?.lastUsedAt)
})
