import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { formatLabels } from './format-labels.ts'
import { compareBytes, compareSeries, mergeLabels, sortLabels } from './labels.ts'

const text = fc.string({ unit: 'grapheme' })
const labels = fc
  .uniqueArray(fc.tuple(text, text), { selector: ([name]) => name })
  .map((pairs) => sortLabels(pairs.flat()))

test('strings are ordered as their UTF-8 bytes are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      assert.equal(Math.sign(compareBytes(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
  assert.ok(compareBytes('\uffff', '🙂') < 0)
})

test('labels are sorted by name, values going along', () => {
  assert.deepEqual(sortLabels(['b', '1', 'B', '2', '_', '3', 'a', '4']), [
    'B',
    '2',
    '_',
    '3',
    'a',
    '4',
    'b',
    '1',
  ])
  assert.deepEqual(sortLabels(['a', '2', 'a', '1']), ['a', '2', 'a', '1'])
  assert.deepEqual(sortLabels([]), [])
})

test('merged labels hold all names, sorted, the overriding values where both have one', () => {
  assert.deepEqual(mergeLabels(['a', '1', 'c', '1'], ['b', '2', 'c', '2', 'd', '2']), [
    'a',
    '1',
    'b',
    '2',
    'c',
    '2',
    'd',
    '2',
  ])
  fc.assert(
    fc.property(labels, labels, (base, overriding) => {
      const pairs = (flat: readonly string[]) =>
        flat.flatMap((name, i) => (i % 2 ? [] : [[name, flat[i + 1]] as const]))
      const expected = new Map([...pairs(base), ...pairs(overriding)])
      const merged = mergeLabels(base, overriding)
      assert.deepEqual(new Map(pairs(merged)), expected)
      assert.deepEqual(merged, sortLabels(merged))
    }),
  )
})

test('series with fewer labels come first, then values decide, and names only at the end', () => {
  const sorted = [
    [],
    ['x', '1'],
    ['x', '10'],
    ['x', '2'],
    ['a', '1', 'z', '0'],
    ['a', '1', 'b', '2'],
    ['b', '1', 'c', '2'],
  ]
  assert.deepEqual(sorted.toReversed().sort(compareSeries), sorted)
})

test('formatted labels are equal for equal labels and for no others', () => {
  fc.assert(
    fc.property(labels, labels, (a, b) => {
      assert.equal(formatLabels(a) === formatLabels(b), compareSeries(a, b) === 0)
    }),
  )
  assert.notEqual(formatLabels(['a', '1",b="2']), formatLabels(['a', '1', 'b', '2']))
})

test('formatted labels are escaped, and names quoted where text format 0.0.4 cannot hold them', () => {
  assert.equal(formatLabels(['a', 'b', 'c', '"\\\n']), 'a="b",c="\\"\\\\\\n"')
  assert.equal(
    formatLabels(['a"b', 'x', 'a.b', 'y', 'a:b', 'z']),
    '"a\\"b"="x","a.b"="y","a:b"="z"',
  )
  assert.equal(formatLabels([]), '')
})
