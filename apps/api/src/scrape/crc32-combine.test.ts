import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { combineCrc32 } from './crc32-combine.ts'

test('the checksum of two parts is that of the whole', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array({ maxLength: 5_000 }), (a, b) => {
      const whole = crc32(Buffer.concat([a, b]))
      assert.equal(combineCrc32(crc32(a), crc32(b), b.length), whole)
    }),
  )
})

test('a part of nothing changes nothing, and a large one is no exception', () => {
  const large = Buffer.alloc(9_999_999, 'metrics')
  assert.equal(combineCrc32(0x12345678, 0, 0), 0x12345678)
  assert.equal(combineCrc32(0, crc32(large), large.length), crc32(large))
  assert.equal(
    combineCrc32(crc32(large), crc32(large), large.length),
    crc32(Buffer.concat([large, large])),
  )
})
