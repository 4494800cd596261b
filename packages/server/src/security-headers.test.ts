import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify from 'fastify'
import { createLogger } from './logging.ts'
import { problemResponses } from './problem-responses.ts'
import { securityHeaders } from './security-headers.ts'
import { serverOptions } from './server-options.ts'

async function headersOf(path: string, proxied: Record<string, string> = {}, hops?: number) {
  const trust = hops === undefined ? undefined : { hops }
  const app = Fastify(serverOptions(createLogger('silent'), {}, { trust }))
  await app.register(securityHeaders)
  await app.register(problemResponses)
  app.get('/', async () => 'x')
  app.get('/fails', async () => {
    throw new Error('x')
  })
  const { headers } = await app.inject({ url: path, headers: proxied })
  return headers
}

test('every answer forbids to load, to frame and to guess, refusals too', async () => {
  for (const path of ['/', '/fails', '/nowhere']) {
    const headers = await headersOf(path)
    assert.equal(headers['content-security-policy'], "default-src 'none';frame-ancestors 'none'")
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal('x-powered-by' in headers, false)
    assert.equal('server' in headers, false)
  }
})

test('TLS is asked for where a trusted proxy says that the client came by it, and nowhere else', async () => {
  const https = { 'x-forwarded-proto': 'https' }
  const asked = async (...request: Parameters<typeof headersOf>) =>
    (await headersOf(...request))['strict-transport-security']
  assert.equal(await asked('/', https, 1), 'max-age=31536000')
  assert.equal(await asked('/fails', { 'x-forwarded-proto': 'http, HTTPS' }, 1), 'max-age=31536000')
  assert.equal(await asked('/', https), undefined)
  assert.equal(await asked('/', {}, 1), undefined)
  assert.equal(await asked('/', { 'x-forwarded-proto': 'https, http' }, 1), undefined)
  assert.equal(await asked('/', { 'x-forwarded-proto': 'ftp' }, 1), undefined)
})
