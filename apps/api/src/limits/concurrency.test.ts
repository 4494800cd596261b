import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_LIMIT, Problem } from '@postern/domain'
import { Concurrency } from './concurrency.ts'

const isRefusal = (error: unknown) =>
  error instanceof Problem &&
  error.code === 'rate-limited' &&
  error.headers['retry-after'] === '1' &&
  error.members['limit'] === 'maxConcurrentPushes'

function start(waitMs: number) {
  return new Concurrency('maxConcurrentPushes', 'pushes', waitMs)
}

/** Those that have happened, once all that can happen by itself has. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

test('as many as may run at a time, and whoever comes later gets the place of one who leaves, in order', async () => {
  const running = start(60_000)
  const [first, second] = [await running.enter('acme', 2), await running.enter('acme', 2)]
  const order: string[] = []
  const enter = async (name: string) => {
    const leave = await running.enter('acme', 2)
    order.push(name)
    return leave
  }
  const [third, fourth] = [enter('third'), enter('fourth')]
  await settled()
  assert.deepEqual(order, [])
  first()
  await settled()
  assert.deepEqual(order, ['third'])
  second()
  ;(await third)()
  ;(await fourth)()
  assert.deepEqual(order, ['third', 'fourth'])
})

test('who finds no place in time is refused, and takes none afterwards', async () => {
  const running = start(20)
  const leave = await running.enter('acme', 1)
  await assert.rejects(running.enter('acme', 1), isRefusal)
  leave()
  const again = await running.enter('acme', 1)
  again()
})

test('who went away while waiting takes no place', async () => {
  const running = start(60_000)
  const leave = await running.enter('acme', 1)
  const gone = new AbortController()
  const waiting = running.enter('acme', 1, gone.signal)
  const behind = running.enter('acme', 1)
  gone.abort()
  // At once, before anybody was told of anything.
  leave()
  await assert.rejects(waiting, isRefusal)
  ;(await behind)()
})

test('places of one are nobody else’s, and without a limit there is no line', async () => {
  const running = start(20)
  await running.enter('acme', 1)
  await running.enter('globex', 1)
  for (let i = 0; i < 10; i++) await running.enter('acme', NO_LIMIT)
  await assert.rejects(running.enter('acme', 1), isRefusal)
})

test('the line has an end', async () => {
  const running = start(60_000)
  const leave = await running.enter('acme', 1)
  const waiting = Array.from({ length: 1_000 }, () => running.enter('acme', 1))
  await assert.rejects(running.enter('acme', 1), isRefusal)
  leave()
  for (const each of waiting) (await each)()
})
