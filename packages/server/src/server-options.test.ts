import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyHttpOptions } from 'fastify'
import { createLogger } from './logging.ts'
import { problemResponses } from './problem-responses.ts'
import { serverOptions } from './server-options.ts'

type Options = Partial<FastifyHttpOptions<Server>>

async function start(t: TestContext, changes: Options = {}) {
  const app = Fastify({ ...serverOptions(createLogger('silent')), ...changes })
  t.after(() => app.close())
  await app.register(problemResponses)
  app.get('/id', async ({ id }) => id)
  app.get('/address', async ({ ip }) => ip)
  app.put('/groups/*', async ({ url }) => String(url.length))
  app.post('/echo', async ({ body }) => body)
  app.get('/slow', () => sleep(5_000, 'late', { ref: false }))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  // Listening on a port, so the address is none of the other two kinds.
  const { port } = app.server.address() as AddressInfo
  return { app, url, port }
}

/** What a server answers to these bytes until it closes the connection. */
async function exchange(port: number, ...chunks: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const closed = once(socket, 'close')
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    answer += chunk
  })
  for (const chunk of chunks) {
    socket.write(chunk)
    await sleep(20)
  }
  await closed
  return answer
}

// The times that matter, short enough for a test.
const impatient: Options = {
  http: { headersTimeout: 200, connectionsCheckingInterval: 50 },
  requestTimeout: 400,
}

test('a path of 60 kB is served', async (t) => {
  const { url } = await start(t)
  const path = `/groups/job/${'%E4%B8%AD'.repeat(7_000)}`
  const answer = await fetch(`${url}${path}`, { method: 'PUT' })
  assert.equal(answer.status, 200)
  assert.equal(await answer.text(), String(path.length))
})

test('headers beyond every need are 431 and the connection ends', async (t) => {
  const { port } = await start(t)
  const answer = await exchange(port, `GET /id HTTP/1.1\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`)
  assert.match(answer, /^HTTP\/1\.1 431 /)
  assert.match(answer, /\r\nConnection: close\r\n/)
})

test('what is not HTTP is 400 in plain text', async (t) => {
  const { port } = await start(t)
  const answer = await exchange(port, 'PUT /groups/job/a b c HTTP/1.1\r\nHost: x\r\n\r\n')
  assert.match(
    answer,
    /^HTTP\/1\.1 400 Bad Request\r\nContent-Type: text\/plain; charset=utf-8\r\n/,
  )
  assert.match(answer, /\r\n\r\n400 Bad Request\n$/)
})

test('headers that do not come to an end are 408', async (t) => {
  const { port } = await start(t, impatient)
  assert.match(await exchange(port, 'GET /id HTTP/1.1\r\nHost: x\r\n'), /^HTTP\/1\.1 408 /)
})

test('a body that does not come to an end is 408', async (t) => {
  const { port } = await start(t, impatient)
  const head =
    'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\n'
  assert.match(await exchange(port, head, 'a', 'b'), /^HTTP\/1\.1 408 /)
})

test('a connection that sends nothing at all is closed', async (t) => {
  const { port } = await start(t, impatient)
  await exchange(port)
})

test('a handler that is not done in time is answered for', async (t) => {
  const { url } = await start(t, { handlerTimeout: 100 })
  const answer = await fetch(`${url}/slow`)
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
})

test('a body that breaks off hurts nobody', async (t) => {
  const { port, url } = await start(t)
  const socket = connect(port, '127.0.0.1')
  socket.write(
    'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\na',
  )
  await sleep(50)
  socket.destroy()
  assert.equal((await fetch(`${url}/id`)).status, 200)
})

test('the id of a request is ours, and the address is the connection', async (t) => {
  const { url } = await start(t)
  const headers = { 'request-id': 'mine', 'x-request-id': 'mine', 'x-forwarded-for': '6.6.6.6' }
  const id = await (await fetch(`${url}/id`, { headers })).text()
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(await (await fetch(`${url}/address`, { headers })).text(), '127.0.0.1')
})

test('capitals and slashes in an address matter', async (t) => {
  const { url } = await start(t)
  for (const path of ['/ID', '/id/', '//id']) {
    assert.equal((await fetch(`${url}${path}`)).status, 404, path)
  }
})

test('every timeout leaves room for those inside it', () => {
  const options = serverOptions(createLogger('silent'))
  const { http, requestTimeout = 0, handlerTimeout = 0, connectionTimeout = 0 } = options
  const headersTimeout = http?.headersTimeout ?? 0
  assert.ok(0 < headersTimeout && headersTimeout < requestTimeout)
  assert.ok(requestTimeout < handlerTimeout && handlerTimeout < connectionTimeout)
})
