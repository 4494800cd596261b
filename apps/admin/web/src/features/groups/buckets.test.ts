import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketsOf } from './buckets.ts'

test('a bucket of a classic histogram shows what fell into it alone, in the order of the bounds', () => {
  const buckets = [
    { upperBound: '+Inf', cumulativeCount: '10' },
    { upperBound: '0.5', cumulativeCount: '3' },
    { upperBound: '1', cumulativeCount: '7' },
  ]
  assert.deepEqual(bucketsOf({ labels: {}, count: '10', sum: '5', buckets }), [
    { bound: '≤ 0.5', count: 3 },
    { bound: '≤ 1', count: 4 },
    { bound: '> 1', count: 3 },
  ])
})

test('a bucket of a native histogram says which of its bounds belong to it', () => {
  const native = {
    schema: 3,
    zeroThreshold: '0',
    zeroCount: '0',
    buckets: [
      { lower: '0.9170040432046712', upper: '1', count: '2', includes: 'upper' as const },
      { lower: '1', upper: '+Inf', count: '1', includes: 'neither' as const },
    ],
  }
  assert.deepEqual(bucketsOf({ labels: {}, native }), [
    { bound: '(0.917, 1]', count: 2 },
    { bound: '(1, +Inf)', count: 1 },
  ])
})
