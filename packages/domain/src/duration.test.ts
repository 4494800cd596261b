import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationPattern, parseDuration } from './duration.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

test('each unit counts as Prometheus counts it', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['30s', 30_000],
    ['15m', 900_000],
    ['24h', DAY_MS],
    ['90d', 90 * DAY_MS],
    ['52w', 364 * DAY_MS],
    ['1y', 365 * DAY_MS],
    ['0s', 0],
  ]
  for (const [text, ms] of cases) assert.equal(parseDuration(text), ms, text)
})

test('units are joined from the largest to the smallest', () => {
  assert.equal(parseDuration('1y2w3d4h5m6s'), (365 + 14 + 3) * DAY_MS + 14_706_000)
  assert.equal(parseDuration('1d12h'), 1.5 * DAY_MS)
})

test('what is no duration is refused rather than guessed', () => {
  const texts = ['', '5', 'd', '1.5h', '-1d', '1h1d', '1d1d', ' 1d', '1D', '1 d', '1ms', '123456s']
  for (const text of texts) assert.equal(parseDuration(text), undefined, JSON.stringify(text))
})

test('the largest duration added to now is still a date', () => {
  const ms = parseDuration('99999y99999w99999d99999h99999m99999s')
  assert.ok(ms !== undefined)
  assert.ok(new Date(Date.now() + ms).getTime() > Date.now())
})

test('the pattern for schemas takes what the parser takes', () => {
  const pattern = new RegExp(durationPattern, 'u')
  assert.ok(pattern.test('90d'))
  assert.ok(!pattern.test('90'))
})
