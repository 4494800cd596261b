import assert from 'node:assert/strict'
import { createPublicKey, verify, type webcrypto } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { credentialId } from '@postern/domain'
import { revokeCredential, withTenant } from '@postern/store'
import { createCredential, createSigningKey, createTenant } from '@postern/testkit'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { basic, buyToken, parsed, requestToken, takeApart } from '../testing/oauth-client.ts'

const ISSUER = 'http://127.0.0.1:9091'
const FORM = { grant_type: 'client_credentials' }

async function open(t: TestContext): Promise<Gateway & { readonly kid: string }> {
  const gateway = await openGateway(t)
  return { ...gateway, kid: await createSigningKey(gateway.database.admin) }
}

test('a key buys a token that pushes and scrapes as the key does, sent in either way', async (t) => {
  const { app, keys } = await open(t)
  const { keyId } = parsed(keys.push)
  const ways = [
    await requestToken(app, FORM, basic(keyId, keys.push)),
    await requestToken(app, { ...FORM, client_id: keyId, client_secret: keys.push }),
  ]
  for (const answer of ways) {
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.headers['cache-control'], 'no-store')
    const { access_token: token, ...rest } = answer.json<Record<string, unknown>>()
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 900, scope: 'push delete' })
    const pushed = await app.inject({
      method: 'PUT',
      url: '/metrics/job/backup',
      headers: bearer(String(token)),
      payload: 'size 42\n',
    })
    assert.equal(pushed.statusCode, 200, pushed.body)
  }
  const scraped = await app.inject({
    url: '/metrics',
    headers: bearer(await buyToken(app, keys.scrape)),
  })
  assert.match(scraped.body, /^size\{.*job="backup".*\} 42$/m)
})

test('a token is an at+jwt that the published keys verify', async (t) => {
  const { app, keys, kid, tenant } = await open(t)
  const token = await buyToken(app, keys.push)
  const { header, claims } = takeApart(token)
  assert.deepEqual(header, { alg: 'EdDSA', typ: 'at+jwt', kid })
  const { iat, jti, ...rest } = claims
  assert.equal(typeof jti, 'string')
  assert.deepEqual(rest, {
    iss: ISSUER,
    aud: ISSUER,
    sub: parsed(keys.push).keyId,
    client_id: parsed(keys.push).keyId,
    tenant: tenant.id,
    credential: 'key',
    namespaces: ['*'],
    scope: 'push delete',
    exp: Number(iat) + 900,
  })

  const published = await app.inject('/.well-known/jwks.json')
  const { keys: jwks } = published.json<{ keys: webcrypto.JsonWebKey[] }>()
  assert.equal(jwks.length, 1)
  assert.deepEqual(
    { ...jwks[0], x: '' },
    {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '',
      kid,
      use: 'sig',
      alg: 'EdDSA',
    },
  )
  const [signed, signature] = [token.slice(0, token.lastIndexOf('.')), token.split('.')[2] ?? '']
  const key = createPublicKey({ key: jwks[0] ?? {}, format: 'jwk' })
  assert.ok(verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64url')))
})

test('the metadata says where tokens and keys are', async (t) => {
  const { app } = await open(t)
  const metadata = (await app.inject('/.well-known/oauth-authorization-server')).json<
    Record<string, unknown>
  >()
  assert.equal(metadata['issuer'], ISSUER)
  assert.equal(metadata['token_endpoint'], `${ISSUER}/oauth2/token`)
  assert.equal(metadata['jwks_uri'], `${ISSUER}/.well-known/jwks.json`)
})

test('a token may be for fewer scopes than its key, never for more', async (t) => {
  const { app, keys } = await open(t)
  const token = await buyToken(app, keys.push, 'delete')
  const headers = bearer(token)
  const pushed = await app.inject({
    method: 'PUT',
    url: '/metrics/job/a',
    headers,
    payload: 'a 1\n',
  })
  assert.equal(pushed.statusCode, 403)
  const deleted = await app.inject({ method: 'DELETE', url: '/metrics/job/a', headers })
  assert.equal(deleted.statusCode, 202)
  for (const scope of ['scrape', 'push scrape', 'fly', ' ']) {
    const answer = await requestToken(
      app,
      { ...FORM, scope },
      basic(parsed(keys.push).keyId, keys.push),
    )
    assert.deepEqual(
      [answer.statusCode, answer.json<{ error: string }>().error],
      [400, 'invalid_scope'],
    )
  }
})

test('a client that is not who it says is refused in the words of RFC 6749', async (t) => {
  const { app, database, tenant, keys } = await open(t)
  const id = parsed(keys.push).keyId
  const wrongSecret = await createCredential(database.admin, tenant, { scopes: ['push'] })
  const other = await createTenant(database.admin, 'globex')
  const unknown = await createCredential(database.admin, other, { scopes: ['push'] })
  await withTenant(database.admin, other.id, (db) =>
    db.deleteFrom('credentials').where('id', '=', unknown.credential.id).execute(),
  )
  const expired = await createCredential(database.admin, tenant, {
    scopes: ['push'],
    expiresAt: new Date(Date.now() - 1),
  })
  const cases: [string, Record<string, string>, Record<string, string>, string][] = [
    ['no client', FORM, {}, 'invalid_client'],
    ['no secret', { ...FORM, client_id: id }, {}, 'invalid_client'],
    ['no id', { ...FORM, client_secret: keys.push }, {}, 'invalid_request'],
    [
      'two ways',
      { ...FORM, client_id: id, client_secret: keys.push },
      basic(id, keys.push),
      'invalid_request',
    ],
    ['a bearer', FORM, bearer(keys.push), 'invalid_client'],
    ['not a key', FORM, basic(id, 'secret'), 'invalid_client'],
    ['the id of another key', FORM, basic(id, wrongSecret.key), 'invalid_client'],
    ['an unknown key', FORM, basic(unknown.credential.id, unknown.key), 'invalid_client'],
    ['an expired key', FORM, basic(expired.credential.id, expired.key), 'invalid_client'],
    ['no grant type', {}, basic(id, keys.push), 'invalid_request'],
    [
      'another grant type',
      { grant_type: 'password' },
      basic(id, keys.push),
      'unsupported_grant_type',
    ],
  ]
  for (const [name, form, headers, error] of cases) {
    const answer = await requestToken(app, form, headers)
    assert.equal(answer.json<{ error: string }>().error, error, name)
    assert.equal(answer.statusCode, error === 'invalid_client' ? 401 : 400, name)
    assert.equal(answer.headers['cache-control'], 'no-store', name)
    assert.equal('www-authenticate' in answer.headers, error === 'invalid_client', name)
  }
})

test('what is no form, or says a thing twice, is refused', async (t) => {
  const { app, keys } = await open(t)
  const send = (type: string, payload: string) =>
    app.inject({
      method: 'POST',
      url: '/oauth2/token',
      headers: { 'content-type': type, ...basic(parsed(keys.push).keyId, keys.push) },
      payload,
    })
  const form = 'application/x-www-form-urlencoded'
  const answers = [
    await send('application/json', '{"grant_type":"client_credentials"}'),
    await send(form, 'grant_type=client_credentials&grant_type=client_credentials'),
    await send(form, `grant_type=client_credentials&x=${'x'.repeat(70_000)}`),
  ]
  assert.deepEqual(
    answers.map((answer) => [answer.statusCode, answer.json<{ error: string }>().error]),
    [
      [415, 'invalid_request'],
      [400, 'invalid_request'],
      [413, 'invalid_request'],
    ],
  )
})

test('a revoked credential ends its tokens within two seconds, on every replica', async (t) => {
  const gateway = await open(t)
  const { app, database, tenant, keys } = gateway
  const replicas = [app, await gateway.addReplica()]
  const token = await buyToken(app, keys.scrape)
  const statuses = () =>
    Promise.all(
      replicas.map(async (one) => {
        const { statusCode } = await one.inject({ url: '/metrics', headers: bearer(token) })
        return statusCode
      }),
    )
  assert.deepEqual(await statuses(), [200, 200])
  const id = credentialId(parsed(keys.scrape).keyId)
  await withTenant(database.admin, tenant.id, (db) =>
    revokeCredential(db, tenant.id, id, new Date()),
  )
  await sleep(1_100)
  assert.deepEqual(await statuses(), [401, 401])
})

test('no token is made while there is no key to sign it with, and one is as soon as there is', async (t) => {
  const { app, keys, database } = await openGateway(t)
  const ask = () => requestToken(app, FORM, basic(parsed(keys.push).keyId, keys.push))
  const before = await ask()
  assert.equal(before.statusCode, 503)
  assert.equal(before.headers['retry-after'], '5')
  await createSigningKey(database.admin)
  await sleep(2_100)
  assert.equal((await ask()).statusCode, 200)
})

test('a next key is published before it signs, and the former stays until its tokens have ended', async (t) => {
  let nowMs = Date.now()
  const gateway = await openGateway(t, () => nowMs)
  const { app, keys, database } = gateway
  const MINUTE_MS = 60_000
  const first = await createSigningKey(database.admin, new Date(nowMs))
  const second = await createSigningKey(database.admin, new Date(nowMs + 10 * MINUTE_MS))
  const kids = async () => {
    const { keys: published } = (await app.inject('/.well-known/jwks.json')).json<{
      keys: { kid: string }[]
    }>()
    return published.map(({ kid }) => kid)
  }
  const status = async (token: string) =>
    (await app.inject({ url: '/metrics', headers: bearer(token) })).statusCode

  const early = await buyToken(app, keys.scrape)
  assert.equal(takeApart(early).header['kid'], first)
  assert.deepEqual(await kids(), [first, second])
  nowMs += 11 * MINUTE_MS
  const late = await buyToken(app, keys.scrape)
  assert.equal(takeApart(late).header['kid'], second)
  assert.deepEqual([await status(early), await status(late)], [200, 200])
  nowMs += 16 * MINUTE_MS
  assert.deepEqual(await kids(), [second])
  assert.deepEqual([await status(early), await status(late)], [401, 401])
})
