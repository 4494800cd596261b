import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConnectionWaits } from './connection-waits.ts'

test('it is known how long who waits longest has waited, whether it gets a connection or not', async () => {
  let nowMs = 5_000
  const waits = new ConnectionWaits(() => nowMs)
  assert.equal(waits.longestMs, 0)
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  const got = waits.during(() => first.promise)
  nowMs += 300
  const refused = waits.during(() => second.promise)
  nowMs += 700
  assert.equal(waits.longestMs, 1_000)
  first.resolve('a connection')
  assert.equal(await got, 'a connection')
  assert.equal(waits.longestMs, 700)
  second.reject(new Error('none'))
  await assert.rejects(refused, /none/)
  assert.equal(waits.longestMs, 0)
})
