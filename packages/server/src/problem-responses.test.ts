import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Problem, type ProblemCode, problemKinds } from '@postern/domain'
import Fastify, { type InjectOptions } from 'fastify'
import { createLogger } from './logging.ts'
import { type ProblemOptions, problemResponses } from './problem-responses.ts'
import { serverOptions } from './server-options.ts'
import { strictValidation } from './strict-validation.ts'

const PROBLEM_JSON = 'application/problem+json; charset=utf-8'
const TEXT = 'text/plain; charset=utf-8'

const bodySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', pattern: '^[a-z]+$', description: 'small letters' },
    size: { type: 'integer' },
    kind: { enum: ['a', 'b'] },
  },
}

const querySchema = {
  type: 'object',
  additionalProperties: false,
  properties: { limit: { type: 'integer', minimum: 1 } },
}

/** An app whose `/throw` fails with what the test says. */
async function start(t: TestContext, failure?: unknown, options: ProblemOptions = {}) {
  const lines: string[] = []
  const logger = createLogger('debug', { write: (line) => lines.push(line) })
  const app = Fastify(serverOptions(logger, options))
  t.after(() => app.close())
  await app.register(problemResponses, options)
  await app.register(strictValidation)
  app.get('/throw', async (_request, reply) => {
    reply.header('content-encoding', 'gzip')
    throw failure
  })
  app.post('/body', { schema: { body: bodySchema }, bodyLimit: 100 }, async () => 'ok')
  app.get('/query', { schema: { querystring: querySchema } }, async ({ query }) => query)
  app.delete('/items/:id', async () => 'ok')
  app.put('/items/:id', async () => 'ok')
  app.get('/nothing', async (_request, reply) => reply.callNotFound())
  const inject = (request: InjectOptions) => app.inject(request)
  const logged = () => lines.map((line): unknown => JSON.parse(line))
  return { inject, logged }
}

const json = { accept: 'application/json' }

test('a problem is a line of text for those who do not ask for JSON', async (t) => {
  const { inject } = await start(t, new Problem('push-malformed', 'line 3: unexpected end'))
  const answer = await inject({ url: '/throw' })
  assert.equal(answer.statusCode, 400)
  assert.equal(answer.headers['content-type'], TEXT)
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  assert.equal(answer.headers['content-encoding'], undefined)
  assert.equal(answer.body, 'line 3: unexpected end\n')
})

test('a problem is RFC 9457 JSON for those who ask for it', async (t) => {
  const failure = new Problem('push-malformed', 'line 3: unexpected end', {
    members: { line: 3, status: 200 },
  })
  const { inject } = await start(t, failure)
  const answer = await inject({ url: '/throw', headers: json })
  assert.equal(answer.statusCode, 400)
  assert.equal(answer.headers['content-type'], PROBLEM_JSON)
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  assert.deepEqual(answer.json(), {
    type: 'urn:postern:problem:push-malformed',
    title: problemKinds['push-malformed'].title,
    status: 400,
    detail: 'line 3: unexpected end',
    instance: answer.headers['x-request-id'],
    code: 'push-malformed',
    line: 3,
  })
})

test('an app may answer in JSON by default; who prefers text gets text', async (t) => {
  const { inject } = await start(t, new Problem('tenant-not-found', 'none'), { default: 'json' })
  assert.equal((await inject({ url: '/throw' })).headers['content-type'], PROBLEM_JSON)
  const answer = await inject({ url: '/throw', headers: { accept: 'text/plain' } })
  assert.equal(answer.body, 'none\n')
})

test('every problem is answered with the status of its row', async (t) => {
  // The keys of the table are the codes; Object.keys only says that they are texts.
  for (const code of Object.keys(problemKinds) as ProblemCode[]) {
    const { inject } = await start(t, new Problem(code, 'x'))
    assert.equal((await inject({ url: '/throw' })).statusCode, problemKinds[code].status, code)
  }
})

test('headers of a problem are headers of the answer', async (t) => {
  const failure = new Problem('overloaded', 'x', { headers: { 'retry-after': '7' } })
  const { inject } = await start(t, failure)
  assert.equal((await inject({ url: '/throw' })).headers['retry-after'], '7')
})

test('an unforeseen failure tells the client nothing and the log everything', async (t) => {
  for (const failure of [new Error('select secret from x'), 'select secret', undefined, null]) {
    const { inject, logged } = await start(t, failure)
    const answer = await inject({ url: '/throw', headers: json })
    assert.equal(answer.statusCode, 500)
    assert.equal(answer.body.includes('secret'), false)
    assert.equal(answer.json().code, 'unexpected')
    const entry = logged().find((line) => JSON.stringify(line).includes('request failed'))
    assert.ok(entry)
    if (failure instanceof Error) assert.ok(JSON.stringify(entry).includes('select secret from x'))
  }
})

test('a database that is away is 503 and says when to try again', async (t) => {
  const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const { inject, logged } = await start(t, gone)
  for (let i = 0; i < 3; i++) {
    const answer = await inject({ url: '/throw' })
    assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '5'])
    assert.equal(answer.body, 'the database does not answer; try again, a push may be repeated\n')
  }
  const lines = logged().filter((line) => JSON.stringify(line).includes('requests fail'))
  assert.equal(lines.length, 1, 'a flood of failures is one line a second')
})

test('no credential: both schemes are offered, and no error code is given', async (t) => {
  const { inject } = await start(t, new Problem('credential-missing', 'send a key'))
  const answer = await inject({ url: '/throw' })
  assert.equal(answer.statusCode, 401)
  assert.deepEqual(answer.headers['www-authenticate'], [
    'Bearer realm="postern"',
    'Basic realm="postern", charset="UTF-8"',
  ])
})

test('a bad credential: invalid_token, with words that fit into a header', async (t) => {
  const { inject } = await start(t, new Problem('credential-invalid', 'the "key" is över\n'))
  const answer = await inject({ url: '/throw' })
  assert.equal(answer.statusCode, 401)
  assert.deepEqual(answer.headers['www-authenticate'], [
    `Bearer realm="postern", error="invalid_token", error_description="the 'key' is ?ver?"`,
    'Basic realm="postern", charset="UTF-8"',
  ])
})

test('too few rights: insufficient_scope with the scope, and no Basic', async (t) => {
  const failure = new Problem('scope-insufficient', 'no push', { members: { scope: 'push' } })
  const { inject } = await start(t, failure)
  const answer = await inject({ url: '/throw' })
  assert.equal(answer.statusCode, 403)
  assert.equal(
    answer.headers['www-authenticate'],
    'Bearer realm="postern", error="insufficient_scope", error_description="no push", scope="push"',
  )
})

test('an app for browsers does not offer Basic', async (t) => {
  const { inject } = await start(t, new Problem('credential-missing', 'x'), { basic: false })
  const answer = await inject({ url: '/throw' })
  assert.equal(answer.headers['www-authenticate'], 'Bearer realm="postern"')
})

test('a known address with another method is 405 with the methods in order', async (t) => {
  const { inject } = await start(t)
  for (const method of ['GET', 'HEAD', 'PATCH', 'PROPFIND'] as const) {
    const answer = await inject({ method, url: '/items/1?x=y' })
    assert.equal(answer.statusCode, 405, method)
    assert.equal(answer.headers.allow, 'DELETE, OPTIONS, PUT')
    if (method !== 'HEAD') assert.equal(answer.body, 'Method Not Allowed\n')
  }
})

test('HEAD is allowed where GET is', async (t) => {
  const { inject } = await start(t)
  assert.equal((await inject({ method: 'HEAD', url: '/query' })).statusCode, 200)
  const answer = await inject({ method: 'DELETE', url: '/query' })
  assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
})

test('OPTIONS names the methods of an address', async (t) => {
  const { inject } = await start(t)
  const answer = await inject({ method: 'OPTIONS', url: '/items/1' })
  assert.deepEqual([answer.statusCode, answer.body], [200, ''])
  assert.equal(answer.headers.allow, 'DELETE, OPTIONS, PUT')
  assert.equal((await inject({ method: 'OPTIONS', url: '/nowhere' })).statusCode, 404)
})

test('an unknown address is 404, whatever the method and the body', async (t) => {
  const { inject } = await start(t)
  for (const method of ['GET', 'PUT', 'POST', 'DELETE'] as const) {
    const headers = { 'content-type': 'application/json' }
    const payload = method === 'GET' ? {} : { payload: '{' }
    const answer = await inject({ method, url: '/nowhere', headers, ...payload })
    assert.deepEqual([answer.statusCode, answer.body], [404, '404 page not found\n'], method)
  }
  assert.equal((await inject({ url: '/nothing' })).body, '404 page not found\n')
})

test('an address with a broken escape is 400, in the form that is wanted', async (t) => {
  const { inject } = await start(t)
  const answer = await inject({ method: 'PUT', url: '/items/%zz' })
  assert.equal(answer.statusCode, 400)
  assert.match(answer.body, /^400 Bad Request.*\n$/)
  const asJson = await inject({ method: 'PUT', url: '/items/%zz', headers: json })
  assert.equal(asJson.json().code, 'url-malformed')
})

async function postBody(t: TestContext, payload: string, type = 'application/json') {
  const { inject } = await start(t)
  const headers = { ...json, 'content-type': type }
  const answer = await inject({ method: 'POST', url: '/body', headers, payload })
  return { status: answer.statusCode, problem: answer.json() }
}

test('what the framework refuses is a problem in our words', async (t) => {
  const cases = [
    ['x'.repeat(101), 'application/json', 413, 'body-too-large'],
    ['<a/>', 'application/xml', 415, 'media-type-unsupported'],
    ['{}', 'rubbish', 415, 'media-type-unsupported'],
    ['', 'application/json', 400, 'body-malformed'],
    ['{"name":', 'application/json', 400, 'body-malformed'],
    ['{"__proto__":{}}', 'application/json', 400, 'body-malformed'],
  ] as const
  for (const [payload, type, status, code] of cases) {
    const answer = await postBody(t, payload, type)
    assert.deepEqual([answer.status, answer.problem.code], [status, code], `${type} ${payload}`)
  }
})

test('a request against its schema is told every fault and where it is', async (t) => {
  const { status, problem } = await postBody(t, '{"size":"5","kind":"c","a/b":1}')
  assert.equal(status, 400)
  assert.equal(problem.code, 'request-invalid')
  assert.deepEqual(problem.errors, [
    { in: 'body', pointer: '/name', detail: 'is missing' },
    { in: 'body', pointer: '/a~1b', detail: 'is not known here' },
    { in: 'body', pointer: '/size', detail: 'must be integer' },
    { in: 'body', pointer: '/kind', detail: 'must be one of "a", "b"' },
  ])
  assert.equal(
    problem.detail,
    'body /name is missing; body /a~1b is not known here; body /size must be integer; body /kind must be one of "a", "b"',
  )
})

test('a text that does not fit its pattern is told what would', async (t) => {
  const { problem } = await postBody(t, '{"name":"A"}')
  assert.equal(problem.detail, 'body /name must be small letters')
})

test('a body that is no object is told so', async (t) => {
  const { problem } = await postBody(t, '[]')
  assert.equal(problem.detail, 'the body must be object')
})

test('numbers in a query are read as numbers, and nothing else is', async (t) => {
  const { inject } = await start(t)
  assert.deepEqual((await inject({ url: '/query?limit=5' })).json(), { limit: 5 })
  for (const query of ['limit=abc', 'limit=1.5', 'limit=', 'limit=0', 'limit=1&limit=2', 'x=1']) {
    const answer = await inject({ url: `/query?${query}` })
    assert.equal(answer.statusCode, 400, query)
  }
})
