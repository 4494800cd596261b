import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitKinds } from '@postern/domain'
import { readLimit, writeLimit } from './limit-value.ts'

test('a limit is read as people write it', () => {
  assert.equal(readLimit('16 MiB', limitKinds.maxPushBytes), 16 * 1024 ** 2)
  assert.equal(readLimit('512KiB', limitKinds.maxPushBytes), 512 * 1024)
  assert.equal(readLimit('1,000,000', limitKinds.maxSeriesPerTenant), 1_000_000)
  assert.equal(readLimit('0.2', limitKinds.scrapesPerSecondPerCredential), 0.2)
  assert.equal(readLimit(' None ', limitKinds.pushBurst), null)
})

test('what is no limit is not taken for one', () => {
  for (const text of ['', '0', '-1', 'many', '5 MiB of it', '1.2.3']) {
    assert.equal(readLimit(text, limitKinds.maxPushBytes), undefined, text)
  }
  assert.equal(readLimit('5 MiB', limitKinds.maxSeriesPerPush), undefined)
})

test('a limit that was written is read as the same', () => {
  for (const value of [1, 1_000, 1_024, 1_536, 16 * 1024 ** 2, 5 * 1024 ** 3, null]) {
    const kind = limitKinds.maxPushBytes
    assert.equal(readLimit(writeLimit(value, kind), kind), value)
  }
})
