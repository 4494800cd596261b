import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer } from './create-server.ts'
import { createLogger } from './logging.ts'
import { problemResponses } from './problem-responses.ts'
import { wellKnownTexts } from './well-known-texts.ts'

const NOW = Date.UTC(2030, 0, 31, 13, 14, 15)

async function serve(securityContacts: readonly string[], url?: string) {
  const app = createServer('api', { logger: createLogger('silent') })
  await app.register(problemResponses)
  await app.register(wellKnownTexts, { llms: '# It\n', securityContacts, url, clock: () => NOW })
  return app
}

test('whoever found a hole is told whom to tell, for a month at a time', async () => {
  const app = await serve(['mailto:a@example.com', 'https://example.com/tell'], 'https://p.example')
  const reply = await app.inject('/.well-known/security.txt')
  assert.equal(reply.headers['content-type'], 'text/plain; charset=utf-8')
  assert.deepEqual(reply.body.split('\n'), [
    'Contact: mailto:a@example.com',
    'Contact: https://example.com/tell',
    'Expires: 2030-03-02T00:00:00Z',
    'Canonical: https://p.example/.well-known/security.txt',
    '',
  ])
})

test('an address without TLS is not said to be the right one', async () => {
  const app = await serve(['mailto:a@example.com'], 'http://127.0.0.1:9091')
  const { body } = await app.inject('/.well-known/security.txt')
  assert.doesNotMatch(body, /Canonical/)
})

test('where the operator says nothing there is no security.txt', async () => {
  const app = await serve([])
  const headers = { accept: 'application/json' }
  const reply = await app.inject({ url: '/.well-known/security.txt', headers })
  assert.deepEqual([reply.statusCode, reply.json().code], [404, 'route-not-found'])
})

test('a program that reads is told what the server is', async () => {
  const app = await serve([])
  const reply = await app.inject('/llms.txt')
  assert.equal(reply.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(reply.body, '# It\n')
})
