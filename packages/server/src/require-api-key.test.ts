import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { NIL_UUID } from '@postern/domain'
import Fastify, { type FastifyInstance } from 'fastify'
import { issueApiKey } from './issue-api-key.ts'
import { KeyHasher, newPepper } from './key-hasher.ts'
import { createLogger } from './logging.ts'
import { problemResponses } from './problem-responses.ts'
import { requireApiKey } from './require-api-key.ts'
import { serverOptions } from './server-options.ts'

const { text, keyId } = issueApiKey(new KeyHasher(newPepper()), 'push', NIL_UUID, Date.now())

async function start() {
  const app = Fastify(serverOptions(createLogger('silent')))
  await app.register(problemResponses)
  app.get('/', async (incoming) => requireApiKey(incoming).key.keyId)
  return app
}

test('the key of a request is found', async () => {
  const app = await start()
  const answer = await app.inject({ url: '/', headers: { authorization: `Bearer ${text}` } })
  assert.equal(answer.body, keyId)
})

test('a request without one is 401 without an error code, any other fault with one', async () => {
  const app = await start()
  const missing = await app.inject('/')
  assert.equal(missing.statusCode, 401)
  assert.equal(String(missing.headers['www-authenticate']).includes('error'), false)
  for (const authorization of ['Bearer x', 'rubbish', text]) {
    const answer = await app.inject({ url: '/', headers: { authorization } })
    assert.equal(answer.statusCode, 401)
    assert.match(String(answer.headers['www-authenticate']), /error="invalid_token"/)
  }
})

test('two Authorization headers are refused, even if the first is good', async (t) => {
  const app = await start()
  t.after(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  // Listening on a port, so the address is none of the other two kinds.
  const { port } = app.server.address() as AddressInfo
  const headers = ['Host', 'x', 'Authorization', `Bearer ${text}`, 'authorization', 'Bearer other']
  const status = await new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    outgoing.on('error', reject).end()
  })
  assert.equal(status, 401)
})

test('each request of a connection is judged by its own header, whatever came before it', async (t) => {
  const app = await start()
  t.after(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const other = issueApiKey(new KeyHasher(newPepper()), 'push', NIL_UUID, Date.now())
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  const sent = [text, text, other.text, `${text}x`, undefined, text]
  const said: string[] = []
  for (const key of sent) said.push(await ask(app, agent, key))
  assert.deepEqual(said, [keyId, keyId, other.keyId, '401', '401', keyId])
})

/** The body of a good answer, the status of any other. */
function ask(app: FastifyInstance, agent: Agent, key: string | undefined): Promise<string> {
  // Listening on a port, so the address is none of the other two kinds.
  const { port } = app.server.address() as AddressInfo
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', agent, headers }, (answer) => {
      let body = ''
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()))
      answer.on('end', () => resolve(answer.statusCode === 200 ? body : String(answer.statusCode)))
    })
    outgoing.on('error', reject).end()
  })
}
