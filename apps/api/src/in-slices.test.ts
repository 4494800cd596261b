import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inSlices } from './in-slices.ts'

function* work(name: string, slices: number, log: string[]): Generator<void> {
  for (let i = 0; i < slices; i++) {
    log.push(name)
    // As long as a whole slice.
    const end = performance.now() + 10
    while (performance.now() < end);
    yield
  }
}

test('long work of several takes turns, and others come in between', async () => {
  const log: string[] = []
  let isDone = false
  const tick = () => {
    log.push('.')
    if (!isDone) setImmediate(tick)
  }
  setImmediate(tick)
  await Promise.all([inSlices(work('a', 3, log)), inSlices(work('b', 3, log))])
  isDone = true

  assert.match(log.join(''), /^a\.+b\.+a\.+b\.+a\.+b\.*$/)
})

test('work that fails lets the next one go on', async () => {
  const failing = {
    next(): never {
      throw new Error('no')
    },
  }
  const log: string[] = []
  await assert.rejects(inSlices(failing), /no/)
  await inSlices(work('a', 1, log))
  assert.deepEqual(log, ['a'])
})
