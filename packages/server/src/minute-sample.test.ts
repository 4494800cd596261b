import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MinuteSample } from './minute-sample.ts'

test('of each kind so many are taken within a minute, and again within the next', () => {
  let nowMs = 60_000
  const sample = new MinuteSample(() => nowMs, 2)
  const taken = () => ['a', 'a', 'a', 'b'].map((key) => sample.takes(key))
  assert.deepEqual(taken(), [true, true, false, true])
  nowMs += 59_999
  assert.deepEqual(taken(), [false, false, false, true])
  nowMs += 1
  assert.deepEqual(taken(), [true, true, false, true])
})

test('however many kinds there are, no more than ten thousand are counted', () => {
  const sample = new MinuteSample(() => 0, 1)
  const taken = Array.from({ length: 20_000 }, (_, i) => sample.takes(`${i}`)).filter(Boolean)
  assert.equal(taken.length, 10_000)
})
