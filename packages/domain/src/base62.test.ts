import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, property, uint8Array } from 'fast-check'
import { base62Width, fromBase62, toBase62 } from './base62.ts'

test('bytes are read back as they were written, whatever they are', () => {
  check(
    property(uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      const text = toBase62(bytes)
      assert.equal(text.length, base62Width(bytes.length))
      assert.deepEqual(fromBase62(text, bytes.length), bytes)
    }),
  )
})

test('the width is that of the largest number, and no larger number is read', () => {
  const largest = new Uint8Array(16).fill(0xff)
  assert.deepEqual(fromBase62(toBase62(largest), 16), largest)
  assert.equal(fromBase62('z'.repeat(22), 16), undefined)
})

test('a text of another width or with another letter is not read', () => {
  assert.equal(fromBase62('0'.repeat(21), 16), undefined)
  assert.equal(fromBase62(`${'0'.repeat(21)}-`, 16), undefined)
})
