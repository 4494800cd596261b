/** Tokens that claim to come from an issuer that a tenant trusts, and do not. */
import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createCredential, createSigningKey } from '@postern/testkit'
import { bearer, openGateway } from '../testing/gateway.ts'
import { audienceOf, makeTrustRule } from '../testing/make-trust-rule.ts'
import { buyToken } from '../testing/oauth-client.ts'
import { signJwt } from '../testing/sign-jwt.ts'
import { openIssuer } from '../testing/test-issuer.ts'

type Part = Readonly<Record<string, unknown>>

async function open(t: TestContext) {
  const issuer = await openIssuer(t)
  const gateway = await openGateway(t, Date.now, { jwksAllowedHosts: [issuer.host] })
  const { app, database, tenant } = gateway
  await createSigningKey(database.admin)
  await makeTrustRule(database.admin, tenant, { issuer: issuer.url, conditions: { sub: ['a'] } })
  const claims = { aud: audienceOf(tenant), sub: 'a' }
  let address = 0
  /** What a push with that token is answered, each from an address of its own. */
  const push = async (token: string) => {
    const reply = await app.inject({
      method: 'PUT',
      url: '/metrics/job/forged',
      headers: bearer(token),
      payload: 'm 1\n',
      remoteAddress: `198.51.100.${++address}`,
    })
    return reply.statusCode
  }
  const exchange = async (token: string) => {
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token: token,
    }
    const reply = await app.inject({
      method: 'POST',
      url: '/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
      remoteAddress: `198.51.100.${++address}`,
    })
    return reply.statusCode
  }
  return { ...gateway, issuer, claims, push, exchange }
}

test('a right token of the issuer pushes, so that those below fail for what is wrong with them', async (t) => {
  const { issuer, claims, push } = await open(t)
  assert.equal(await push(issuer.token(claims)), 200)
})

test('the public key of an issuer is no shared secret, and its header chooses no key', async (t) => {
  const { issuer, claims, push, scrape } = await open(t)
  const [jwk] = issuer.jwks().keys
  const pem = createPublicKey({ key: jwk ?? {}, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  })
  const now = Math.floor(Date.now() / 1_000)
  const full = { iss: issuer.url, iat: now, exp: now + 300, jti: 'x', ...claims }
  const own = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const ownJwk = own.publicKey.export({ format: 'jwk' })
  const kid = jwk?.['kid']
  const hs256 = (key: string | Buffer) => signJwt({ alg: 'HS256', typ: 'JWT', kid }, full, key)
  const signed = (header: Part) =>
    signJwt({ alg: 'RS256', typ: 'JWT', kid, ...header }, full, own.privateKey)
  const right = issuer.token(claims)
  const [header = '', body = '', signature = ''] = right.split('.')
  const forged: Readonly<Record<string, string>> = {
    'no signature': signJwt({ alg: 'none', typ: 'JWT', kid }, full),
    'alg none with a signature': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.${signature}`,
    'the signature cut off': `${header}.${body}.`,
    'HS256 with the PEM': hs256(pem),
    'HS256 with the modulus': hs256(String(jwk?.['n'])),
    'HS256 with nothing': hs256(''),
    'another key': signed({}),
    'another key, shown': signed({ jwk: ownJwk }),
    'another key, to be fetched': signed({ jku: 'http://127.0.0.1:1/keys' }),
    'another key, in a certificate': signed({ x5c: ['MIIB'], x5u: 'http://127.0.0.1:1/' }),
    'a key of a path': signed({ kid: '../../etc/passwd' }),
    'a key of a query': signed({ kid: "' or 1=1 --" }),
    'a key of a prototype': signed({ kid: '__proto__' }),
    'a huge key id': signed({ kid: 'x'.repeat(10_000) }),
    'a key id that is no text': signed({ kid: { toString: 'x' } }),
    'other claims': `${header}.${Buffer.from(JSON.stringify({ ...full, sub: 'b' })).toString('base64url')}.${signature}`,
    'two signatures': `${right}.${createHmac('sha256', 'x').update(right).digest('base64url')}`,
  }
  for (const [what, token] of Object.entries(forged)) assert.equal(await push(token), 401, what)
  assert.doesNotMatch(await scrape(), /forged/)
})

test('a token of the issuer that is not for now, not for us or not of that kind is refused', async (t) => {
  const { issuer, claims, push, exchange } = await open(t)
  const now = Math.floor(Date.now() / 1_000)
  const aud = claims.aud
  const wrong: Readonly<Record<string, readonly [Part, Part?]>> = {
    'it has expired': [{ exp: now - 60 }],
    'it never ends': [{ exp: undefined }],
    'it ends in a text': [{ exp: String(now + 100) }],
    'it ends before time began': [{ exp: -1 }],
    'it is not valid yet': [{ nbf: now + 3_600 }],
    'it is valid from the end of time': [{ nbf: Number.MAX_SAFE_INTEGER }],
    'it is valid from a text': [{ nbf: 'soon' }],
    'it is for nobody': [{ aud: undefined }],
    'it is for another tenant': [{ aud: aud.replace(/acme$/, 'globex') }],
    'it is for two tenants': [{ aud: [aud, aud.replace(/acme$/, 'globex')] }],
    'it is for a tenant that looks alike': [{ aud: `${aud}/` }],
    'it is of another issuer': [{ iss: `${issuer.url}/` }],
    'it is of several issuers': [{ iss: [issuer.url] }],
    'it is of nobody': [{ sub: undefined }],
    'its subject is a list': [{ sub: ['a'] }],
    'it is an access token': [{}, { typ: 'at+jwt' }],
    'it is a logout token': [{}, { typ: 'logout+jwt' }],
    'it demands what we do not know': [{}, { crit: ['exp'] }],
    'it demands nothing, in a list': [{}, { crit: [] }],
    'it is not what its algorithm says': [{}, { alg: 'PS256' }],
  }
  for (const [what, [other, header]] of Object.entries(wrong)) {
    const token = issuer.token({ ...claims, ...other }, header)
    assert.equal(await push(token), 401, what)
    assert.equal(await exchange(token), 400, what)
  }
})

test('a claim that is said twice means what it means to who checks it', async (t) => {
  const { issuer, claims, push } = await open(t)
  const now = Math.floor(Date.now() / 1_000)
  const twice = (first: string, last: string) =>
    `{"iss":"${issuer.url}","aud":"${claims.aud}","sub":"${first}","iat":${now},"exp":${now + 300},"sub":"${last}"}`
  // Signed as it is: the issuer is honest, its claims are what somebody put together.
  const sign = (text: string) => issuer.tokenOf(text)
  assert.equal(await push(sign(twice('b', 'a'))), 200)
  assert.equal(await push(sign(twice('a', 'b'))), 401)
})

test('our own access tokens buy nothing as those of an outside issuer, and an ID token nothing as one of ours', async (t) => {
  const { app, database, tenant, claims, issuer, exchange } = await open(t)
  const { key } = await createCredential(database.admin, tenant, { scopes: ['push'] })
  assert.equal(await exchange(await buyToken(app, key)), 400)
  const posing = issuer.token({ ...claims, iss: 'http://127.0.0.1:9091' }, { typ: 'at+jwt' })
  const reply = await app.inject({ url: '/api/v1/whoami', headers: bearer(posing) })
  assert.equal(reply.statusCode, 401)
})
