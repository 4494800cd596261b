import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { formatFloat } from './format-float.ts'
import { parseFloatAt } from './parse-float.ts'

const parse = (text: string) => parseFloatAt(Buffer.from(text), 0, text.length)

for (const [value, text] of [
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [-1, '-1'],
  [0.5, '0.5'],
  [100000, '100000'],
  [123456, '123456'],
  [999999, '999999'],
  [999999.5, '999999.5'],
  [1000000, '1e+06'],
  [1234567, '1.234567e+06'],
  [123456789, '1.23456789e+08'],
  [1e20, '1e+20'],
  [1e21, '1e+21'],
  [1e100, '1e+100'],
  [0.0001, '0.0001'],
  [0.00012, '0.00012'],
  [0.00001, '1e-05'],
  [1e-7, '1e-07'],
  [-1.5e-9, '-1.5e-09'],
  [5e-324, '5e-324'],
  [Number.MAX_VALUE, '1.7976931348623157e+308'],
  [2 ** 64, '1.8446744073709552e+19'],
  [NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
] as const) {
  test(`${value} is written as ${text}`, () => {
    assert.equal(formatFloat(value), text)
  })
}

test('a float is read back as it was written', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const text = formatFloat(value)
      const read = parse(text)
      assert.ok(read !== undefined && (Object.is(read, value) || (read === 0 && value === 0)))
    }),
    { numRuns: 2000 },
  )
})

test('decimals of any length are read as JavaScript reads them', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[+-]?\d{1,20}(\.\d{0,20})?([eE][+-]?\d{1,2})?$/), (text) => {
      assert.ok(Object.is(parse(text), Number(text)))
    }),
    { numRuns: 2000 },
  )
})
