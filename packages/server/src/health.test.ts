import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Problem } from '@postern/domain'
import Fastify from 'fastify'
import { healthRoutes } from './health.ts'
import { createLogger } from './logging.ts'
import { problemResponses } from './problem-responses.ts'
import { serverOptions } from './server-options.ts'

async function start(t: TestContext, check: () => Promise<void>) {
  const app = Fastify(serverOptions(createLogger('silent')))
  t.after(() => app.close())
  await app.register(problemResponses)
  await app.register(healthRoutes, { check })
  return app
}

test('a server that can serve is healthy and ready', async (t) => {
  const app = await start(t, async () => undefined)
  for (const path of ['/-/healthy', '/-/ready']) {
    const answer = await app.inject(path)
    assert.deepEqual([answer.statusCode, answer.body], [200, 'OK'])
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
  }
})

test('a server without its database is healthy but not ready', async (t) => {
  const app = await start(t, () => Promise.reject(new Error('password of the database: x')))
  assert.equal((await app.inject('/-/healthy')).statusCode, 200)
  const answer = await app.inject('/-/ready')
  assert.deepEqual([answer.statusCode, answer.body], [503, 'the database does not answer\n'])
  assert.equal(answer.headers['retry-after'], '5')
})

test('why it is not ready is said where that is known, and nothing else is', async (t) => {
  const why = 'the database lacks a migration'
  const app = await start(t, () => Promise.reject(new Problem('not-ready', why)))
  assert.equal((await app.inject('/-/ready')).body, `${why}\n`)
  const other = await start(t, () => Promise.reject(new Problem('unexpected', 'a secret')))
  assert.equal((await other.inject('/-/ready')).body, 'the database does not answer\n')
})

test('health never asks the database', async (t) => {
  let asked = 0
  const app = await start(t, async () => {
    asked++
  })
  await app.inject('/-/healthy')
  assert.equal(asked, 0)
})

test('many probes make one check', async (t) => {
  let asked = 0
  const app = await start(t, async () => {
    asked++
  })
  await Promise.all(Array.from({ length: 20 }, () => app.inject('/-/ready')))
  await app.inject('/-/ready')
  assert.equal(asked, 1)
})

test('a check that hangs is not waited for, and not begun a second time', async (t) => {
  let asked = 0
  const app = await start(t, () => {
    asked++
    return new Promise(() => undefined)
  })
  const startMs = performance.now()
  assert.equal((await app.inject('/-/ready')).statusCode, 503)
  const tookMs = performance.now() - startMs
  assert.ok(tookMs > 900 && tookMs < 1_900, `took ${tookMs} ms`)
  assert.equal((await app.inject('/-/ready')).statusCode, 503)
  assert.equal(asked, 1)
})

test('what changes shows within the time for which an outcome is kept', async (t) => {
  let broken = true
  const app = await start(t, async () => {
    if (broken) throw new Error('away')
  })
  assert.equal((await app.inject('/-/ready')).statusCode, 503)
  broken = false
  const giveUpMs = performance.now() + 4_000
  while ((await app.inject('/-/ready')).statusCode !== 200) {
    assert.ok(performance.now() < giveUpMs, 'still not ready')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
})

test('a server that is closing is no longer ready, but answers what it was asked', async (t) => {
  const app = await start(t, async () => undefined)
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  app.get('/slow', async () => {
    await held
    return 'done'
  })
  let url = ''
  const statuses: number[] = []
  app.addHook('preClose', async () => {
    statuses.push((await fetch(`${url}/-/ready`)).status)
    statuses.push((await fetch(`${url}/-/healthy`)).status)
    release()
  })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  const slow = fetch(`${url}/slow`)
  await fetch(`${url}/-/healthy`)
  await app.close()
  assert.deepEqual(statuses, [503, 200])
  assert.equal(await (await slow).text(), 'done')
})
