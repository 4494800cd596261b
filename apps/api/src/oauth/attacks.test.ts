import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openSigningKey } from '@postern/server'
import { listSigningKeys } from '@postern/store'
import { createCredential, createSigningKey, createTenant, testHasher } from '@postern/testkit'
import { bearer, type Gateway, openGateway } from '../testing/gateway.ts'
import { basic, buyToken, requestToken, takeApart } from '../testing/oauth-client.ts'
import { signJwt } from '../testing/sign-jwt.ts'
import { BoundedMap } from '../trust/bounded-map.ts'
import { TrustDirectory } from '../trust/trusted-parties.ts'

const ISSUER = 'http://127.0.0.1:9091'

type Part = Record<string, unknown>

interface World extends Gateway {
  readonly header: Part
  readonly claims: Part
  /** Our own keys, as PEM: what no attacker has, and what everybody has. */
  readonly privateKey: string
  readonly publicKey: string
  /** A token like ours but for these parts, signed with our own key unless another is given. */
  readonly forge: (header: Part, claims?: Part, key?: string | Buffer) => string
  /** What a scrape with that token is answered, each from an address of its own. */
  readonly scrapeWith: (token: string) => Promise<number>
}

async function open(t: TestContext): Promise<World> {
  const gateway = await openGateway(t)
  const { app, database, keys } = gateway
  const kid = await createSigningKey(database.admin)
  const [row] = await listSigningKeys(database.api)
  const pair = row && openSigningKey(testHasher, kid, row.privateKey)
  assert.ok(pair)
  const { privateKey, publicKey } = pair
  const { header, claims } = takeApart(await buyToken(app, keys.scrape))
  let address = 0
  return {
    ...gateway,
    header,
    claims,
    privateKey,
    publicKey,
    forge: (otherHeader, otherClaims = {}, key = privateKey) =>
      signJwt({ ...header, ...otherHeader }, { ...claims, ...otherClaims }, key),
    scrapeWith: async (token) => {
      address++
      const remoteAddress = `198.51.${address >> 8}.${address & 255}`
      const answer = await app.inject({ url: '/metrics', headers: bearer(token), remoteAddress })
      return answer.statusCode
    },
  }
}

async function assertRefused({ scrapeWith }: World, tokens: Readonly<Record<string, string>>) {
  for (const [name, token] of Object.entries(tokens)) {
    assert.equal(await scrapeWith(token), 401, name)
  }
}

test('the forger of these tests makes tokens that would pass, were they not forged', async (t) => {
  const { forge, scrapeWith } = await open(t)
  assert.equal(await scrapeWith(forge({})), 200)
  assert.equal(await scrapeWith(forge({ typ: 'application/at+jwt' })), 200)
})

test('a token without a signature is refused', async (t) => {
  const world = await open(t)
  const { forge } = world
  const signed = forge({})
  const tampered = takeApart(signed)
  await assertRefused(world, {
    'alg none': forge({ alg: 'none' }),
    'alg None': forge({ alg: 'None' }),
    'no alg': forge({ alg: undefined }),
    'alg none with a signature': `${forge({ alg: 'none' })}${signed.split('.')[2]}`,
    'the signature cut off': signed.slice(0, signed.lastIndexOf('.') + 1),
    'the signature of other claims': [
      ...forge({}, { ...tampered.claims, scope: 'push scrape' })
        .split('.')
        .slice(0, 2),
      signed.split('.')[2],
    ].join('.'),
  })
})

test('a public key is no shared secret, and another algorithm no way in', async (t) => {
  const world = await open(t)
  const { forge, publicKey } = world
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const ed = generateKeyPairSync('ed25519').privateKey
  const pem = (key: typeof rsa) => key.export({ type: 'pkcs8', format: 'pem' })
  const der = Buffer.from(publicKey.replaceAll(/-----.*?-----|\s/g, ''), 'base64')
  await assertRefused(world, {
    'HS256 with the PEM': forge({ alg: 'HS256' }, {}, publicKey),
    'HS256 with the PEM, trimmed': forge({ alg: 'HS256' }, {}, publicKey.trim()),
    'HS256 with the DER': forge({ alg: 'HS256' }, {}, der),
    'HS256 with the bare key': forge({ alg: 'HS256' }, {}, der.subarray(-32)),
    'HS256 with nothing': forge({ alg: 'HS256' }, {}, ''),
    'RS256 with another key': forge({ alg: 'RS256' }, {}, pem(rsa)),
    'ES256 with another key': forge({ alg: 'ES256' }, {}, pem(ec)),
    'EdDSA with another key': forge({}, {}, pem(ed)),
  })
})

test('the header cannot choose the key', async (t) => {
  const world = await open(t)
  const { forge } = world
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const jwk = publicKey.export({ format: 'jwk' })
  const kids = [
    undefined,
    '',
    'x',
    '../../../../etc/passwd',
    '/dev/null',
    "' or 1=1 --",
    '__proto__',
    'http://127.0.0.1:1/key',
    crypto.randomUUID(),
    ['a'],
    { id: 'a' },
    7,
  ]
  for (const kid of kids) {
    assert.equal(await world.scrapeWith(forge({ kid })), 401, JSON.stringify(kid))
  }
  await assertRefused(world, {
    jwk: forge({ jwk }, {}, key),
    jku: forge({ jku: 'http://127.0.0.1:1/jwks.json' }, {}, key),
    x5u: forge({ x5u: 'http://127.0.0.1:1/cert.pem' }, {}, key),
    x5c: forge({ x5c: ['MIIB'] }, {}, key),
  })
})

test('a key that was not sealed by us signs nothing', async (t) => {
  const world = await open(t)
  const { privateKey } = generateKeyPairSync('ed25519')
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  const id = crypto.randomUUID()
  await world.database.admin
    .insertInto('signing_keys')
    .values({
      id,
      generation: 2,
      sealed_private_key: der,
      pepper_id: testHasher.hash(der).pepperId,
      created_at: new Date(),
      signs_from: new Date(),
      revoked_at: null,
    })
    .execute()
  const fresh = await world.addReplica()
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const answer = await fresh.inject({
    url: '/metrics',
    headers: bearer(world.forge({ kid: id }, {}, key)),
  })
  assert.equal(answer.statusCode, 401)
  const published = await fresh.inject('/.well-known/jwks.json')
  assert.equal(published.json<{ keys: unknown[] }>().keys.length, 1)
})

test('a token of another type, issuer, audience or time is refused, though we signed it', async (t) => {
  const world = await open(t)
  const { forge, claims } = world
  const now = Math.floor(Date.now() / 1_000)
  await assertRefused(world, {
    'an ID token': forge({ typ: 'JWT' }),
    'no type': forge({ typ: undefined }),
    'a type that is no text': forge({ typ: ['at+jwt'] }),
    'a logout token': forge({ typ: 'logout+jwt' }),
    'another issuer': forge({}, { iss: 'https://issuer.example' }),
    'an issuer with a slash more': forge({}, { iss: `${ISSUER}/` }),
    'a list of issuers': forge({}, { iss: [ISSUER] }),
    'no issuer': forge({}, { iss: undefined }),
    'another audience': forge({}, { aud: 'https://elsewhere.example' }),
    'the audience of a tenant': forge({}, { aud: `${ISSUER}/t/acme` }),
    'no audience': forge({}, { aud: undefined }),
    'it has expired': forge({}, { iat: now - 1_000, exp: now - 1 }),
    'it is not valid yet': forge({}, { nbf: now + 60 }),
    'no end': forge({}, { exp: undefined }),
    'an end that is a text': forge({}, { exp: String(now + 100) }),
    'no client': forge({}, { client_id: undefined }),
    'a client that is no id': forge({}, { client_id: "' or 1=1 --" }),
    'no subject': forge({}, { sub: undefined }),
    'no id of its own': forge({}, { jti: undefined }),
    'no tenant': forge({}, { tenant: undefined }),
    'a tenant that is no id': forge({}, { tenant: '*' }),
    'no kind of credential': forge({}, { credential: undefined }),
    'a key said to be a rule': forge({}, { credential: 'trust-rule' }),
    'scopes that are a list': forge({}, { scope: ['scrape'] }),
    'a client that never was': forge({}, { client_id: claims['tenant'] }),
  })
})

test('what a header marks as critical and we do not know is refused', async (t) => {
  const world = await open(t)
  const { forge } = world
  const crits = [['b64'], ['exp'], ['unknown'], [], 'exp', null, false, 0, {}]
  for (const crit of crits) {
    const token = forge({ crit, b64: true, unknown: 1 })
    assert.equal(await world.scrapeWith(token), 401, JSON.stringify(crit))
  }
})

test('what is too long or no JWT at all is refused, and nothing breaks', async (t) => {
  const world = await open(t)
  const { forge } = world
  const signed = forge({})
  const [header, claims, signature] = signed.split('.')
  await assertRefused(world, {
    '17 KB of claims': forge({}, { padding: 'x'.repeat(12_800) }),
    '60 KB of header': forge({ padding: 'x'.repeat(45_000) }),
    'two parts': `${header}.${claims}`,
    'four parts': `${signed}.${signature}`,
    'five parts, as an encrypted one has': `${header}.${claims}.${claims}.${claims}.${signature}`,
    'a dot alone': 'eyJ.',
    'no JSON in the header': `eyJhbGc.${claims}.${signature}`,
    'no JSON in the claims': `${header}.eyJhbGc.${signature}`,
    'padding behind it': `${signed}==`,
    'a newline in base64': `${header}.${claims}%0a.${signature}`,
    'a signature of another length': `${signed}AAAA`,
    'a prototype in the claims': `${header}.${Buffer.from('{"__proto__":{"a":1}}').toString('base64url')}.${signature}`,
  })
  assert.equal(await world.scrapeWith(signed), 200)
})

test('a token opens its own tenant and no other', async (t) => {
  const world = await open(t)
  const { app, database, tenant, keys, claims, forge, scrapeWith } = world
  const globex = await createTenant(database.admin, 'globex')
  const theirs = await createCredential(database.admin, globex, { scopes: ['scrape', 'push'] })
  await world.put('/job/backup', 'canary 1\n')
  const token = await buyToken(app, theirs.key, 'scrape')
  const scraped = await app.inject({ url: '/metrics', headers: bearer(token) })
  assert.equal(scraped.statusCode, 200)
  assert.equal(scraped.body.includes('canary'), false)
  const swapped = [
    forge({}, { tenant: globex.id }),
    forge({}, { tenant: tenant.id, client_id: theirs.credential.id }),
    forge({}, { tenant: globex.id, client_id: claims['client_id'] }),
  ]
  for (const each of swapped) assert.equal(await scrapeWith(each), 401)
  const crossed = await requestToken(
    app,
    { grant_type: 'client_credentials' },
    basic(theirs.credential.id, keys.scrape),
  )
  assert.equal(crossed.statusCode, 401)
})

test('a token says no more than its credential may, and nothing while the tenant is suspended', async (t) => {
  const { app, database, tenant, forge, scrapeWith } = await open(t)
  const wider = forge({}, { scope: 'push delete scrape read wipe manage', namespaces: ['*'] })
  assert.equal(await scrapeWith(wider), 200)
  const pushed = await app.inject({
    method: 'PUT',
    url: '/metrics/job/a',
    headers: bearer(wider),
    payload: 'a 1\n',
  })
  assert.equal(pushed.statusCode, 403)
  await database.admin
    .updateTable('tenants')
    .set({ state: 'suspended' })
    .where('id', '=', tenant.id)
    .execute()
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  assert.equal(await scrapeWith(forge({})), 403)
})

test('ten thousand distinct tokens leave next to nothing behind', async (t) => {
  const world = await open(t)
  const { forge, app } = world
  const send = async (token: string, i: number) => {
    const remoteAddress = `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`
    await app.inject({ url: '/api/v1/whoami', headers: bearer(token), remoteAddress })
  }
  // What is made ready once, and code that is compiled, counts for nothing here.
  for (let i = 0; i < 500; i++) await send(forge({}, { jti: `warm-up-${i}` }), i)
  const before = usedHeap()
  for (let i = 0; i < 10_000; i++) {
    const kid = i % 2 === 0 ? world.header['kid'] : crypto.randomUUID()
    const outside = { iss: `https://${i}.example`, aud: `${ISSUER}/t/tenant-${i}` }
    await send(forge({ kid }, i % 3 === 0 ? outside : { jti: `token-${i}` }), i)
  }
  const grownMiB = (usedHeap() - before) / 1024 / 1024
  assert.ok(grownMiB < 25, `${grownMiB.toFixed(1)} MiB`)
})

test('what is remembered of tenants that tokens name is bounded', async (t) => {
  const { database } = await openGateway(t)
  const directory = new TrustDirectory(database.api, () => 0)
  for (let i = 0; i < 200; i++) await directory.ofSlug(`tenant-${i}`)
  assert.equal(directory.size, 200)
  const map = new BoundedMap<number, number>(100)
  for (let i = 0; i < 10_000; i++) map.use(i, () => i)
  assert.equal(map.size, 100)
  assert.equal(
    map.use(9_999, () => -1),
    9_999,
  )
  assert.equal(
    map.use(0, () => -1),
    -1,
  )
})

function usedHeap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
