import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatAge,
  formatBytes,
  formatNumber,
  formatOf,
  formatShort,
  formatSpan,
  plainText,
} from './format.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

test('what cannot be seen is written out, and what can be stays as it is', () => {
  assert.equal(plainText('a\u202eb\u200bc\u0007'), String.raw`a\u202eb\u200bc\u0007`)
  assert.equal(plainText('Zürich 東京 👩\u200d🔬 العربية'), 'Zürich 東京 👩\u200d🔬 العربية')
})

test('a span of time is told in the unit that matters, and the next while that still does', () => {
  const cases = [
    [400, '0 s'],
    [59_900, '59 s'],
    [61_000, '1 min 1 s'],
    [59.7 * MINUTE_MS, '59 min'],
    [26 * HOUR_MS, '1 day 2 h'],
    [34 * DAY_MS + 23 * HOUR_MS, '35 days'],
    [365 * DAY_MS, '365 days'],
  ] as const
  for (const [ms, words] of cases) assert.equal(formatSpan(ms), words)
})

test('a time is told by its distance, before and after', () => {
  assert.equal(formatAge(0, 3 * HOUR_MS), '3 h ago')
  assert.equal(formatAge(7 * DAY_MS, 0), 'in 7 days')
  assert.equal(formatAge(1_000, 0), 'now')
})

test('figures have the digits that count', () => {
  assert.deepEqual(
    [formatNumber(0.01234), formatNumber(12.345), formatNumber(1_234.5)],
    ['0.0123', '12.3', '1,235'],
  )
  assert.deepEqual([formatShort(9_999), formatShort(74_542)], ['9,999', '74.5K'])
  assert.deepEqual(
    [formatBytes(0), formatBytes(1_536), formatBytes(64 * 1024 ** 2)],
    ['0 B', '1.5 KiB', '64 MiB'],
  )
  assert.deepEqual([formatOf(1, 'group'), formatOf(0, 'group')], ['1 group', '0 groups'])
})
