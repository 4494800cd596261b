/** Names that JavaScript, JSON, terminals or logs take for something else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '@postern/api'
import { scopes } from '@postern/domain'
import { createLogger } from '@postern/server'
import { insertNamespace, saveNamespaceLimits, withTenant } from '@postern/store'
import { createCredential, createTenant, openTestDatabase, testHasher } from '@postern/testkit'
import { bearer } from '../support/authorization.ts'
import { readSamples } from '../support/samples.ts'

const log: string[] = []
const database = await openTestDatabase(test)
const acme = await createTenant(database.admin, 'acme')
const { key } = await createCredential(database.admin, acme, { scopes })
const app = await createApi({
  db: database.api,
  hasher: testHasher,
  clock: Date.now,
  logger: createLogger('trace', { write: (line) => log.push(line) }),
})
test.after(() => app.close())

/** What every object has without being given it. */
const inherited = Object.getOwnPropertyNames(Object.prototype)
// Metrics may begin with __, labels may not.
const metrics = inherited
const labels = inherited.filter((name) => !name.startsWith('__'))

const headers = { ...bearer(key), accept: 'application/json' }

async function ask(url: string) {
  const reply = await app.inject({ url, headers })
  assert.equal(reply.statusCode, 200, reply.body)
  return reply
}

test('metrics, labels and values by the names of what every object has are names as any other', async () => {
  assert.ok(metrics.includes('__proto__') && labels.includes('constructor'))
  const body = metrics
    .map((name) => `${name}{${labels.map((label) => `${label}="${name}"`).join(',')}} 1\n`)
    .join('')
  const grouping = labels.map((label) => `/${label}/__proto__`).join('')
  const url = `/metrics/job/constructor${grouping}`
  const pushed = await app.inject({ method: 'PUT', url, headers, payload: body })
  assert.equal(pushed.statusCode, 200, pushed.body)

  const samples = readSamples((await ask('/metrics')).body)
  for (const name of metrics) {
    const sample = samples.find((one) => one.name === name)
    assert.equal(sample?.value, '1', name)
  }
  const { data } = (await ask('/api/v1/metrics')).json()
  const names = Object.keys(data[0])
  for (const name of metrics) assert.ok(names.includes(name), `${name} of ${names.join()}`)
  assert.deepEqual(Object.keys(data[0].labels).toSorted(), [...labels, 'job'].toSorted())
  const listed = (await ask('/api/v1/groups?match[]={constructor="__proto__"}')).json()
  assert.equal(listed.total, 1)
  assert.deepEqual(Object.keys(listed.groups[0].labels).toSorted(), [...labels, 'job'].toSorted())
  const { top } = (await ask('/api/v1/usage')).json()
  assert.ok(top.labels.some(({ name }: { name: string }) => name === 'constructor'))
  for (const format of [
    'application/openmetrics-text',
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text',
  ]) {
    const reply = await app.inject({ url: '/metrics', headers: { ...bearer(key), accept: format } })
    assert.equal(reply.statusCode, 200)
    assert.match(reply.body, /toString/)
  }
})

test('a namespace and a check named as what every object has are as any other', async () => {
  for (const name of ['constructor', 'valueof', 'tostring']) {
    await withTenant(database.admin, acme.id, async (own) => {
      await insertNamespace(own, acme.id, { name, createdAt: new Date() })
      await saveNamespaceLimits(own, acme.id, name, { maxSeriesPerPush: 1 }, new Date())
    })
  }
  // Longer than anything is believed of a credential.
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  const push = (namespace: string, payload: string) =>
    app.inject({ method: 'PUT', url: `/ns/${namespace}/metrics/job/x`, headers, payload })
  assert.equal((await push('constructor', 'a 1\n')).statusCode, 200)
  assert.equal((await push('constructor', 'a 1\nb 1\n')).statusCode, 422)
  assert.equal((await push('hasownproperty', 'a 1\n')).statusCode, 404)
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const ping = await app.inject({ method: 'POST', url: `/checks/${name}/success`, headers })
    assert.ok([400, 404].includes(ping.statusCode), `${name}: ${ping.statusCode} ${ping.body}`)
  }
})

test('no input reaches what all objects share', async () => {
  const json = { ...headers, 'content-type': 'application/json' }
  const poison = [
    '{"__proto__":{"polluted":1},"pushes":[]}',
    '{"pushes":[{"labels":{"job":"x","__proto__":{"polluted":1}},"body":""}]}',
    '{"pushes":[{"labels":{"__proto__":"x"},"body":""}]}',
    '{"constructor":{"prototype":{"polluted":1}},"pushes":[]}',
    '{"pushes":[{"labels":{"job":"x"},"body":"","__proto__":{"method":"PUT"}}]}',
  ]
  for (const payload of poison) {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/pushes',
      headers: json,
      payload,
    })
    assert.equal(reply.statusCode, 400, payload)
  }
  for (const url of [
    '/api/v1/groups?__proto__[polluted]=1',
    '/api/v1/groups?constructor[prototype][polluted]=1',
    '/metrics?__proto__=1',
  ]) {
    const reply = await app.inject({ url, headers: { ...headers, constructor: 'x' } })
    assert.ok(reply.statusCode < 500, url)
  }
  const form = {
    method: 'POST',
    url: '/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  } as const
  for (const payload of ['__proto__=x&constructor=y', 'grant_type=__proto__', 'grant_type[]=x']) {
    assert.equal((await app.inject({ ...form, payload })).statusCode, 400, payload)
  }
  assert.equal(Reflect.get({}, 'polluted'), undefined)
})

const hostile = [
  'a\nb',
  'a\r\nHTTP/1.1 200 OK\r\nSet-Cookie: x=1',
  '\u001b[2J\u001b[31mred',
  '\u009b31m',
  '{"level":"error","msg":"forged"}',
  '\u2028\u2029',
  '\u202egnp.exe',
  '\u0000',
  '<script>alert(1)</script>',
  '${jndi:ldap://x}',
  "'; drop table groups; --",
]

// What a terminal would act on, or a reader take for the end of a line.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/

test('whatever is in names and headers, an answer’s header is one line and a log’s line one event', async () => {
  const before = log.length
  let requests = 0
  for (const text of hostile) {
    const encoded = encodeURIComponent(text)
    const inBase64 = Buffer.from(text).toString('base64url')
    const agent = Buffer.from(text, 'utf8')
      .toString('latin1')
      .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')
    const bound = await createCredential(database.admin, acme, {
      scopes: ['push'],
      labelRules: { job: ['allowed'] },
    })
    for (const url of [
      `/metrics/job/${encoded}`,
      `/metrics/job@base64/${inBase64}`,
      `/metrics/job/a/zone@base64/${inBase64}`,
      `/metrics/job/a/${encoded}/x`,
      `/ns/${encoded}/metrics/job/a`,
      `/checks/${encoded}/success`,
      `/api/v1/groups?match[]=${encoded}`,
      `/${encoded}`,
    ]) {
      for (const { key: by } of [{ key }, bound]) {
        for (const accept of ['application/json', 'text/plain']) {
          const method = url.startsWith('/checks') ? 'POST' : url.startsWith('/api') ? 'GET' : 'PUT'
          const reply = await app.inject({
            method,
            url,
            headers: { ...bearer(by), accept, 'user-agent': agent },
            ...(method === 'GET' ? {} : { payload: `m{l=${JSON.stringify(text)}} 1\n` }),
          })
          requests++
          assert.ok(reply.statusCode < 500, `${url}: ${reply.body}`)
          for (const value of Object.values(reply.headers).flat()) {
            assert.doesNotMatch(String(value), CONTROLS)
            assert.doesNotMatch(String(value), /[^\x20-\x7e]/)
          }
        }
      }
    }
  }
  const lines = log.slice(before)
  assert.ok(lines.length >= requests)
  for (const line of lines) {
    assert.equal(typeof JSON.parse(line), 'object')
    assert.doesNotMatch(line.slice(0, -1), CONTROLS)
    assert.equal(line.at(-1), '\n')
  }
  assert.equal(lines.filter((line) => JSON.parse(line).msg === 'forged').length, 0)
})

test('what was pushed under such names is in the scrape, and every line of it a sample', async () => {
  const url = `/metrics/job@base64/${Buffer.from('a\nb 1\n# EOF').toString('base64url')}`
  const payload = 'm{l="\\n# TYPE x gauge\\nx 1\\n"} 1\n'
  assert.equal((await app.inject({ method: 'PUT', url, headers, payload })).statusCode, 200)
  const { body } = await ask('/metrics')
  for (const line of body.trimEnd().split('\n')) {
    assert.match(line, /^(?:# (?:HELP|TYPE) \S+ .*|[a-zA-Z_:]\w*(?:\{.*\})? \S+)$/s)
  }
  assert.doesNotMatch(body, /^x 1$/m)
})
