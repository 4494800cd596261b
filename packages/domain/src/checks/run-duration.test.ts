import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRunDuration } from './run-duration.ts'

for (const [text, seconds] of [
  ['0', 0],
  ['12', 12],
  ['12.5', 12.5],
  ['12.5s', 12.5],
  ['1m30s', 90],
  ['1h0m2.5s', 3_602.5],
  ['850ms', 0.85],
  ['2d', 172_800],
] as const) {
  test(`${text} is ${seconds} seconds`, () => assert.equal(parseRunDuration(text), seconds))
}

for (const text of [
  '',
  ' 1',
  '-1',
  '1e3',
  'NaN',
  '.5',
  '1 s',
  '5x',
  '1m 30s',
  '20y',
  '9999999999',
  's',
  '1,5',
]) {
  test(`${JSON.stringify(text)} is no duration of a run`, () => {
    assert.equal(parseRunDuration(text), undefined)
  })
}
