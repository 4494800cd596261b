import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { RE2JS } from 're2js'
import { compileValuePattern } from './value-pattern.ts'

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-', '\n', 'é', '🐙'), maxLength: 6 })
const part = fc.oneof(
  letters,
  fc.constantFrom('.*', '.+', '|', '.', 'a?', '(a|b)', '[ab]', '\\.', '^', '$', 'b+'),
)
const patterns = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''))

test('what is compared without an expression is what RE2 says of it', () => {
  fc.assert(
    fc.property(patterns, fc.array(letters, { minLength: 1, maxLength: 8 }), (pattern, values) => {
      const compiled = RE2JS.compile(pattern, RE2JS.DOTALL)
      const matches = compileValuePattern(pattern)
      for (const value of [...values, ...values]) {
        assert.equal(matches(value), compiled.matches(value), JSON.stringify([pattern, value]))
      }
    }),
    { numRuns: 3_000 },
  )
})

const cases: readonly (readonly [string, string, boolean])[] = [
  ['.*', '', true],
  ['.+', '', false],
  ['.+', 'a', true],
  ['', '', true],
  ['', 'a', false],
  ['a|b', 'b', true],
  ['a|b', 'a|b', false],
  ['eu-.*', 'eu-', true],
  ['eu-.+', 'eu-', false],
  ['.*.*', 'x', true],
  ['.+.+', 'x', false],
  ['.+a.+', 'aaa', true],
  ['.+a.+', 'aa', false],
]

for (const [pattern, value, isMatch] of cases) {
  test(`${pattern || '(nothing)'} ${isMatch ? 'matches' : 'does not match'} ${value || '(nothing)'}`, () => {
    assert.equal(compileValuePattern(pattern)(value), isMatch)
  })
}
