import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areaPath, linePath, roundUp } from './scale.ts'

const frame = { fromMs: 0, toMs: 100, top: 10, width: 100, height: 10 }

test('an axis ends at a round number that nothing exceeds', () => {
  const cases = [
    [0, 1],
    [0.003, 0.005],
    [1, 1],
    [7, 10],
    [101, 200],
    [2_400, 2_500],
    [99_999, 100_000],
  ] as const
  for (const [highest, top] of cases) assert.equal(roundUp(highest), top)
})

test('a line goes down to the ground where steps are missing', () => {
  const points = [
    { atMs: 10, value: 5 },
    { atMs: 20, value: 5 },
    { atMs: 80, value: 10 },
  ]
  assert.equal(linePath(frame, points, 10), 'M0 5L10 5L20 5L20 10L70 10L70 0L80 0')
})

test('one point alone is still seen, and no point is no line', () => {
  assert.equal(areaPath(frame, [{ atMs: 50, value: 10 }], 10), 'M40 0L50 0L50 10L40 10Z')
  assert.equal(areaPath(frame, [], 10), '')
})
