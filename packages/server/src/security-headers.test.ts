import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify from 'fastify'
import { problemResponses } from './problem-responses.ts'
import { securityHeaders } from './security-headers.ts'

async function headersOf(path: string, tls: boolean) {
  const app = Fastify()
  await app.register(securityHeaders, { tls })
  await app.register(problemResponses)
  app.get('/', async () => 'x')
  app.get('/fails', async () => {
    throw new Error('x')
  })
  const { headers } = await app.inject(path)
  return headers
}

test('every answer forbids to load, to frame and to guess, refusals too', async () => {
  for (const path of ['/', '/fails', '/nowhere']) {
    const headers = await headersOf(path, false)
    assert.equal(headers['content-security-policy'], "default-src 'none';frame-ancestors 'none'")
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal('x-powered-by' in headers, false)
    assert.equal('server' in headers, false)
  }
})

test('TLS is asked for only where there is TLS', async () => {
  assert.equal('strict-transport-security' in (await headersOf('/', false)), false)
  const headers = await headersOf('/', true)
  assert.equal(headers['strict-transport-security'], 'max-age=31536000')
})
