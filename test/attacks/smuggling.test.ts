/** What HTTP messages can be made to look like: nobody reads one request where another reads two, or another path. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '@postern/api'
import { scopes } from '@postern/domain'
import { createLogger } from '@postern/server'
import { insertNamespace, withTenant } from '@postern/store'
import { createCredential, createTenant, openTestDatabase, testHasher } from '@postern/testkit'
import * as fc from 'fast-check'
import { bearer } from '../support/authorization.ts'
import { exchange, portOf } from '../support/raw-http.ts'

const database = await openTestDatabase(test)
const acme = await createTenant(database.admin, 'acme')
await withTenant(database.admin, acme.id, (own) =>
  insertNamespace(own, acme.id, { name: 'blue', createdAt: new Date() }),
)
const keyOf = async (draft: Parameters<typeof createCredential>[2]) =>
  (await createCredential(database.admin, acme, draft)).key
const all = await keyOf({ scopes })
const bound = await keyOf({
  scopes: ['push', 'delete'],
  namespaces: ['blue'],
  labelRules: { job: ['mine-*'] },
})
const elsewhere = await keyOf({ scopes, sourceNetworks: ['192.0.2.0/24'] })
const app = await createApi({
  db: database.api,
  hasher: testHasher,
  clock: Date.now,
  logger: createLogger('silent'),
})
test.after(() => app.close())
await app.listen({ host: '127.0.0.1', port: 0 })
const port = portOf(app)

const by = (key: string) => `Authorization: ${bearer(key).authorization}\r\n`
const HOST = 'Host: gateway\r\n'
/** For requests after which nothing is to be heard. */
const LAST = `${HOST}Connection: close\r\n`
const PUSH = `PUT /metrics/job/smuggled HTTP/1.1\r\n${HOST}${by(all)}`
/** What would be a request of its own, if anybody took it for one. */
const INNER = `PUT /metrics/job/inner HTTP/1.1\r\n${HOST}${by(all)}Content-Length: 4\r\n\r\nm 1\n`

interface Group {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}

async function groups(): Promise<readonly Group[]> {
  const reply = await app.inject({ url: '/api/v1/groups?limit=1000', headers: bearer(all) })
  return reply.json<{ groups: Group[] }>().groups
}

async function jobs(): Promise<string[]> {
  return (await groups()).map(({ labels }) => labels['job'] ?? '').toSorted()
}

async function wipe(): Promise<void> {
  await app.inject({ method: 'PUT', url: '/api/v1/admin/wipe', headers: bearer(all) })
}

/** Two lengths, or one that can be read in two ways. */
const unclear: Readonly<Record<string, string>> = {
  'a length and chunks': `${PUSH}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${INNER}`,
  'chunks and a length': `${PUSH}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${INNER}`,
  'two lengths': `${PUSH}Content-Length: 4\r\nContent-Length: 400\r\n\r\nm 1\n${INNER}`,
  'the same length twice': `${PUSH}Content-Length: 4\r\nContent-Length: 4\r\n\r\nm 1\n${INNER}`,
  'a list of lengths': `${PUSH}Content-Length: 4, 4\r\n\r\nm 1\n${INNER}`,
  'a length with a sign': `${PUSH}Content-Length: +4\r\n\r\nm 1\n${INNER}`,
  'a negative length': `${PUSH}Content-Length: -4\r\n\r\nm 1\n${INNER}`,
  'a length in hexadecimal': `${PUSH}Content-Length: 0x4\r\n\r\nm 1\n${INNER}`,
  'a length beyond counting': `${PUSH}Content-Length: 18446744073709551620\r\n\r\nm 1\n${INNER}`,
  'an empty length': `${PUSH}Content-Length: \r\n\r\nm 1\n${INNER}`,
  'an encoding that is none': `${PUSH}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${INNER}`,
  'chunks that are not last': `${PUSH}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${INNER}`,
  'two encodings': `${PUSH}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${INNER}`,
  'a space before the colon': `${PUSH}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${INNER}`,
  'a folded header': `${PUSH}X: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${INNER}`,
  'a folded encoding': `${PUSH}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${INNER}`,
  'line feeds alone': `${PUSH.replaceAll('\r', '')}Content-Length: 4\n\nm 1\n${INNER}`,
  'a bare carriage return': `${PUSH}X: a\rContent-Length: 0\r\nContent-Length: 4\r\n\r\nm 1\n${INNER}`,
  'a zero byte in a header': `${PUSH}X: a\0b\r\nContent-Length: 4\r\n\r\nm 1\n${INNER}`,
  'a zero byte in the name of a header': `${PUSH}X\0: a\r\nContent-Length: 4\r\n\r\nm 1\n${INNER}`,
  'a header without a name': `${PUSH}: a\r\nContent-Length: 4\r\n\r\nm 1\n${INNER}`,
  'an escape sequence in a header': `${PUSH}User-Agent: \x1b[31m\r\nContent-Length: 4\r\n\r\nm 1\n${INNER}`,
  'a chunk beyond counting': `${PUSH}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nm 1\n${INNER}`,
  'a chunk with a sign': `${PUSH}Transfer-Encoding: chunked\r\n\r\n-4\r\nm 1\n\r\n0\r\n\r\n${INNER}`,
  'a chunk longer than it says': `${PUSH}Transfer-Encoding: chunked\r\n\r\n2\r\nm 1\n\r\n0\r\n\r\n${INNER}`,
  'two hosts': `PUT /metrics/job/smuggled HTTP/1.1\r\n${HOST}Host: other\r\n${by(all)}Content-Length: 4\r\n\r\nm 1\n`,
  'no host': `PUT /metrics/job/smuggled HTTP/1.1\r\n${by(all)}Content-Length: 4\r\n\r\nm 1\n`,
  'another version of HTTP': `${PUSH.replace('1.1', '1.2')}Content-Length: 4\r\n\r\nm 1\n`,
  'HTTP 0.9': 'GET /metrics\r\n\r\n',
  'the beginning of HTTP 2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a space in the address': `PUT /metrics/job/a b HTTP/1.1\r\n${HOST}${by(all)}Content-Length: 4\r\n\r\nm 1\n`,
  'a zero byte in the address': `PUT /metrics/job/a\0b HTTP/1.1\r\n${HOST}${by(all)}Content-Length: 4\r\n\r\nm 1\n`,
  'a small method': `put /metrics/job/smuggled HTTP/1.1\r\n${HOST}${by(all)}Content-Length: 4\r\n\r\nm 1\n`,
  'a method that is none': `PUTT /metrics/job/smuggled HTTP/1.1\r\n${HOST}${by(all)}Content-Length: 4\r\n\r\nm 1\n`,
}

for (const [what, bytes] of Object.entries(unclear)) {
  test(`${what}: one refusal, and nothing of it is taken`, async () => {
    await wipe()
    const { statuses, text } = await exchange(port, bytes)
    assert.ok(statuses.length <= 1, text)
    assert.ok(
      statuses.every((status) => status >= 400 && status < 500),
      text,
    )
    assert.deepEqual(await jobs(), [], text)
  })
}

test('requests that follow each other on one connection are let in each for itself', async () => {
  await wipe()
  const push = (job: string, headers: string) =>
    `PUT /metrics/job/${job} HTTP/1.1\r\n${HOST}${headers}Content-Length: 4\r\n\r\nm 1\n`
  const { statuses } = await exchange(
    port,
    [
      push('first', by(all)),
      push('second', ''),
      push('third', by(`${all}x`)),
      push('last', by(all)),
    ].join(''),
  )
  assert.deepEqual(statuses, [200, 401, 401, 200])
  assert.deepEqual(await jobs(), ['first', 'last'])
})

test('of two Authorization headers none counts, whichever is good', async () => {
  await wipe()
  const good = by(all)
  for (const two of [
    good + by('x'),
    by('x') + good,
    good + good,
    `${good}AUTHORIZATION: Basic eA==\r\n`,
    `authorization:\r\n${good}`,
  ]) {
    const request = `PUT /metrics/job/a HTTP/1.1\r\n${LAST}${two}Content-Length: 4\r\n\r\nm 1\n`
    assert.deepEqual((await exchange(port, request)).statuses, [401], two)
  }
  assert.deepEqual(await jobs(), [])
})

test('a credential behind the body is none', async () => {
  await wipe()
  const { statuses } = await exchange(
    port,
    `PUT /metrics/job/a HTTP/1.1\r\n${LAST}Trailer: Authorization\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nm 1\n\r\n0\r\n${by(all)}\r\n`,
  )
  assert.deepEqual(statuses, [401])
})

test('no header says where a request comes from, to what it goes, or what it is', async () => {
  await wipe()
  const push = (method: string, path: string, headers: string) =>
    `${method} ${path} HTTP/1.1\r\n${LAST}${headers}Content-Length: 4\r\n\r\nm 1\n`
  const claims = [
    'X-Forwarded-For: 192.0.2.1',
    'Forwarded: for=192.0.2.1',
    'X-Real-IP: 192.0.2.1',
    'X-Client-IP: 192.0.2.1',
    'True-Client-IP: 192.0.2.1',
  ]
  for (const claim of claims) {
    const request = push('PUT', '/metrics/job/a', `${by(elsewhere)}${claim}\r\n`)
    assert.deepEqual((await exchange(port, request)).statuses, [401], claim)
  }
  const detours = [
    'X-Original-URL: /metrics/job/detour',
    'X-Rewrite-URL: /metrics/job/detour',
    'X-HTTP-Method-Override: PUT',
    'X-Method-Override: PUT',
    'X-Scope-OrgID: globex',
    'Postern-Namespace: default',
  ]
  for (const detour of detours) {
    const request = push('POST', '/ns/blue/metrics/job/other', `${by(bound)}${detour}\r\n`)
    assert.deepEqual((await exchange(port, request)).statuses, [403], detour)
  }
  assert.deepEqual(await jobs(), [])
})

test('HTTP 1.0 and an address in full are read as what they are', async () => {
  await wipe()
  const old = `PUT /metrics/job/old HTTP/1.0\r\n${by(all)}Content-Length: 4\r\n\r\nm 1\n`
  assert.deepEqual((await exchange(port, old)).statuses, [200])
  const full = `PUT http://other.example/metrics/job/full HTTP/1.1\r\n${LAST}${by(all)}Content-Length: 4\r\n\r\nm 1\n`
  const { statuses } = await exchange(port, full)
  assert.ok(statuses.length === 1)
  assert.deepEqual(await jobs(), statuses[0] === 200 ? ['full', 'old'] : ['old'])
  for (const target of ['*', 'gateway:80', '//other.example/metrics']) {
    const request = `GET ${target} HTTP/1.1\r\n${LAST}${by(all)}\r\n`
    const [status = 0] = (await exchange(port, request)).statuses
    assert.ok(status >= 400 && status < 500, `${target}: ${status}`)
  }
  const tunnel = `CONNECT 127.0.0.1:5432 HTTP/1.1\r\n${LAST}${by(all)}\r\n`
  const { statuses: connected } = await exchange(port, tunnel)
  assert.ok(connected.every((status) => status >= 400))
})

const open = [
  '/metrics/',
  '//metrics',
  '/./metrics',
  '/x/../metrics',
  '/%2e/metrics',
  '/metrics/.',
  '/metrics;x',
  '/metrics%00',
  '/metrics%2f',
  '/metrics%3f',
  '/metrics%20',
  '/METRICS',
  '/-/../metrics',
  '/-/healthy/../../metrics',
  '/docs/static/../../metrics',
  '/docs/static/..%2f..%2f..%2fpackage.json',
  '/docs/static/%2e%2e/%2e%2e/package.json',
  '/docs/static/....//package.json',
  '/.well-known/../metrics',
  '/api/v1/../../metrics',
  '/api/v1/whoami/',
]

test('an address that only looks like another leads nowhere, with a credential or without', async () => {
  await wipe()
  await app.inject({
    method: 'PUT',
    url: '/metrics/job/secret',
    headers: bearer(all),
    payload: 'm 1\n',
  })
  for (const path of open) {
    for (const headers of ['', by(all)]) {
      const { statuses, text } = await exchange(
        port,
        `GET ${path} HTTP/1.1\r\n${LAST}${headers}\r\n`,
      )
      assert.ok([400, 404, 401].includes(statuses[0] ?? 0), `${path}: ${text}`)
      assert.doesNotMatch(text, /secret|"name": "@/)
    }
  }
})

const part = fc.constantFrom(
  '/',
  '/',
  'ns',
  'blue',
  'default',
  'metrics',
  'job',
  'job@base64',
  'mine-1',
  'other',
  'zone',
  'eu',
  'zone@base64',
  Buffer.from('mine-2').toString('base64url'),
  Buffer.from('other').toString('base64url'),
  '%2f',
  '%252f',
  '%6aob',
  '%62lue',
  '..',
  '.',
  '%2e%2e',
  ';',
  '#',
  '?',
  '\\',
  '%5c',
  '%00',
  '%',
  '%zz',
  '%c0%af',
  '%ef%bc%8f',
  '\xff',
  'http://other.example',
  '*',
  '=',
)
const path = fc.oneof(
  fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.array(part, { maxLength: 8 }).map((parts) => `/ns/blue/metrics/job/mine-1/${parts.join('')}`),
  fc.array(part, { maxLength: 8 }).map((parts) => `/metrics/job/${parts.join('')}`),
  fc
    .tuple(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }))
    .map(([a, b]) => `/ns/${a.join('')}/metrics/job/${b.join('')}`),
)

test('however a path is written, a bound key touches no group but its own', {
  timeout: 120_000,
}, async () => {
  await wipe()
  const foreign = [
    ['/metrics/job/other', 'default'],
    ['/metrics/job/mine-1', 'default'],
    ['/ns/blue/metrics/job/other', 'blue'],
    ['/ns/blue/metrics/job/other/zone/eu', 'blue'],
  ] as const
  for (const [url] of foreign) {
    await app.inject({ method: 'PUT', url, headers: bearer(all), payload: 'm{by="all"} 1\n' })
  }
  let taken = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(path, fc.constantFrom('PUT', 'POST', 'DELETE')), {
        minLength: 20,
        maxLength: 40,
      }),
      async (requests) => {
        // One connection for all, so that one that is misread spoils those after it.
        for (const [target, method] of requests) {
          const bytes = `${method} ${target} HTTP/1.1\r\n${LAST}${by(bound)}Content-Length: 4\r\n\r\nm 1\n`
          const { statuses, text } = await exchange(port, bytes)
          assert.ok(statuses.length === 1 && (statuses[0] ?? 500) < 500, `${target}: ${text}`)
          if (statuses[0] === 200) taken++
        }
      },
    ),
    { numRuns: 8 },
  )
  assert.ok(taken > 0)
  const held = await groups()
  for (const { namespace, labels } of held) {
    const isForeign = foreign.some(
      ([url, name]) => name === namespace && url.endsWith(labels['zone'] ?? labels['job'] ?? ''),
    )
    assert.ok(
      isForeign || (namespace === 'blue' && labels['job']?.startsWith('mine-')),
      JSON.stringify({ namespace, labels }),
    )
  }
  const scrape = await app.inject({ url: '/metrics', headers: bearer(all) })
  assert.equal(scrape.body.match(/by="all"/g)?.length, foreign.length)
})
