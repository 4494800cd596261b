import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scrapeWaitMs } from './bound-scrapes.ts'

test('half a second is kept of the time that Prometheus waits, of a short one a fifth', () => {
  const waits = ['10', '2.5', '60', '1', '0.2'].map(scrapeWaitMs)
  assert.deepEqual(waits, [9_500, 2_000, 59_500, 800, 160])
})

test('what says nothing bounds nothing', () => {
  const headers = ['', '0', '0.0', '-1', 'NaN', '+Inf', '1e3', '10s', '3601', '1, 2', '00000']
  for (const header of headers) assert.equal(scrapeWaitMs(header), undefined, header)
})
