import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as check, property, string } from 'fast-check'
import { decodeGroupingKey, encodeGroupingKey, groupingKeyId } from './grouping-key.ts'

const key = array(string({ unit: 'binary' }), { maxLength: 12 })

test('a key is read back from its bytes, U+0000 and all', () => {
  check(
    property(key, (parts) => {
      assert.deepEqual(decodeGroupingKey(encodeGroupingKey(parts)), parts)
    }),
  )
})

test('ids are equal for equal keys and for no others', () => {
  check(
    property(key, key, (a, b) => {
      const isSame = a.length === b.length && a.every((part, index) => part === b[index])
      assert.equal(groupingKeyId(a) === groupingKeyId(b), isSame)
    }),
  )
})
