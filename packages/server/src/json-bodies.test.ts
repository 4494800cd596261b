import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer } from './create-server.ts'
import { createLogger } from './logging.ts'
import { problemResponses } from './problem-responses.ts'

const app = createServer('admin', { logger: createLogger('silent') })
await app.register(problemResponses, { default: 'json' })
app.delete('/thing', async (request) => ({ body: request.body ?? null }))
const schema = { body: { type: 'object' } }
app.post('/thing', { schema }, async (request) => ({ body: request.body }))
test.after(() => app.close())

const json = { 'content-type': 'application/json; charset=utf-8' }

test('no bytes are no body, whatever type they claim, and however their length is told', async () => {
  for (const headers of [
    json,
    { ...json, 'content-length': '0' },
    { ...json, 'transfer-encoding': 'chunked' },
  ]) {
    const reply = await app.inject({ method: 'DELETE', url: '/thing', headers })
    assert.deepEqual([reply.statusCode, reply.json()], [200, { body: null }])
  }
})

test('where a body is needed, none is refused as broken JSON is', async () => {
  for (const payload of ['', '{', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":1}}']) {
    const reply = await app.inject({ method: 'POST', url: '/thing', headers: json, payload })
    assert.deepEqual([reply.statusCode, reply.json().code], [400, 'body-malformed'], payload)
  }
})

test('a body that is there is read', async () => {
  const payload = '{"a":1}'
  for (const method of ['POST', 'DELETE'] as const) {
    const reply = await app.inject({ method, url: '/thing', headers: json, payload })
    assert.deepEqual([reply.statusCode, reply.json()], [200, { body: { a: 1 } }])
  }
})
