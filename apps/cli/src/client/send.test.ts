import assert from 'node:assert/strict'
import test from 'node:test'
import { startFakeGateway } from '../testing/fake-gateway.ts'
import { send } from './send.ts'

const request = (url: string) => () => ({ method: 'GET', url, headers: {} })

test('what fails in passing is tried again, as often as it is allowed', async (t) => {
  const gateway = await startFakeGateway(t, (_, response, count) => {
    response.writeHead(count < 3 ? 503 : 200, { 'retry-after': '0' }).end()
  })
  const answer = await send(request(gateway.url), { tries: 3, withinMs: 5_000 })
  assert.equal(answer.status, 200)
  assert.equal(gateway.asked.length, 3)
})

test('the last answer is the answer when none is better', async (t) => {
  const gateway = await startFakeGateway(t, (_, response) => {
    response.writeHead(503, { 'retry-after': '0' }).end('away')
  })
  const answer = await send(request(gateway.url), { tries: 2, withinMs: 5_000 })
  assert.deepEqual([answer.status, answer.text], [503, 'away'])
  assert.equal(gateway.asked.length, 2)
})

test('what another try would not change is not tried again', async (t) => {
  const gateway = await startFakeGateway(t, (_, response) => response.writeHead(400).end())
  assert.equal((await send(request(gateway.url), { tries: 3, withinMs: 5_000 })).status, 400)
  assert.equal(gateway.asked.length, 1)
})

test('a server that says when to come back is not asked before, nor waited for beyond the time', async (t) => {
  const gateway = await startFakeGateway(t, (_, response, count) => {
    const later = count === 1 ? '1' : new Date(Date.now() + 60_000).toUTCString()
    response.writeHead(429, { 'retry-after': later }).end()
  })
  const began = performance.now()
  const answer = await send(request(gateway.url), { tries: 3, withinMs: 5_000 })
  const tookMs = performance.now() - began
  assert.equal(answer.status, 429)
  assert.equal(gateway.asked.length, 2)
  assert.ok(tookMs >= 950 && tookMs < 5_000, `${tookMs} ms`)
})

test('all tries together end in time when nothing is answered', async (t) => {
  const gateway = await startFakeGateway(t, () => undefined)
  const began = performance.now()
  await assert.rejects(send(request(gateway.url), { tries: 3, withinMs: 900 }), /in time/)
  assert.ok(performance.now() - began < 3_000)
})

test('a redirect is not followed, since what is sent carries a key', async (t) => {
  const gateway = await startFakeGateway(t, (_, response) => {
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  const answer = await send(request(gateway.url), { tries: 3, withinMs: 5_000 })
  assert.equal(answer.status, 302)
  assert.deepEqual(
    gateway.asked.map(({ path }) => path),
    ['/'],
  )
})

test('a server that is not there is named, with the reason', async () => {
  const failing = send(request('http://127.0.0.1:9/x'), { tries: 1, withinMs: 5_000 })
  await assert.rejects(failing, { message: 'cannot reach http://127.0.0.1:9', exitCode: 5 })
})
