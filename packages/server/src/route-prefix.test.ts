import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import Fastify from 'fastify'
import { createLogger } from './logging.ts'
import { problemResponses } from './problem-responses.ts'
import { serverOptions } from './server-options.ts'

async function start(t: TestContext, routePrefix: string) {
  const app = Fastify(serverOptions(createLogger('silent'), {}, { routePrefix }))
  t.after(() => app.close())
  await app.register(problemResponses)
  app.get('/', async () => 'root')
  app.get('/-/healthy', async () => 'healthy')
  app.get('/metrics/*', async ({ url }) => url)
  return async (url: string) => {
    const { statusCode, body } = await app.inject(url)
    return statusCode === 200 ? body : statusCode
  }
}

test('every path is served behind the prefix, as it came', async (t) => {
  const get = await start(t, '/push/eu')
  assert.equal(await get('/push/eu'), 'root')
  assert.equal(await get('/push/eu?x=1'), 'root')
  assert.equal(await get('/push/eu/'), 'root')
  assert.equal(await get('/push/eu/metrics/job/a%2Fb//c?x=/push'), '/metrics/job/a%2Fb//c?x=/push')
})

test('nothing is served without it but what probes ask for', async (t) => {
  const get = await start(t, '/push')
  assert.equal(await get('/-/healthy'), 'healthy')
  assert.equal(await get('/push/-/healthy'), 'healthy')
  for (const path of ['/', '/metrics/job/a', '/pushy/metrics/job/a', '/push2', '/PUSH/metrics/a']) {
    assert.equal(await get(path), 404, path)
  }
})
