import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toInt64, toTimestamp, toUint64 } from './wire-integers.ts'

for (const [count, expected] of [
  [0, 0],
  [-1, 0],
  [Number.NaN, 0],
  [1.9, 1],
  [2 ** 53 - 1, 2 ** 53 - 1],
  [2 ** 60, 2n ** 60n],
  [2 ** 64, 2n ** 64n - 1n],
  [Infinity, 2n ** 64n - 1n],
] as const) {
  test(`the count ${count} is written as ${expected}`, () => {
    assert.equal(toUint64(count), expected)
  })
}

for (const [value, expected] of [
  [Number.NaN, 0],
  [-1.9, -1],
  [2 ** 60, 2n ** 60n],
  [-(2 ** 60), -(2n ** 60n)],
  [2 ** 63, 2n ** 63n - 1n],
  [-Infinity, -(2n ** 63n)],
] as const) {
  test(`the integer ${value} is written as ${expected}`, () => {
    assert.equal(toInt64(value), expected)
  })
}

for (const [timeMs, seconds, nanos] of [
  [0, 0, 0],
  [1500, 1, 5e8],
  [-1, -1, 999e6],
  [999.9999999, 1, 0],
  [Number.NaN, 0, 0],
  [Infinity, 2n ** 63n - 1n, 0],
] as const) {
  test(`the time ${timeMs} ms is ${seconds} s and ${nanos} ns`, () => {
    assert.deepEqual(toTimestamp(timeMs), { seconds, nanos })
  })
}
