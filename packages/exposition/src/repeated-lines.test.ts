import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ExpositionError } from './exposition-error.ts'
import type { Labels, Metric } from './metric.ts'
import { parseText } from './parse-text.ts'

/*
 * Lines are compared with the ones before instead of being read anew. None of that may show: a line means the
 * same, and is refused the same, whatever came before it.
 */

const blank = fc.constantFrom('', '', '', ' ', '\t')
const bare = fc.constantFrom('a', 'ab', 'b', 'le', 'quantile', 'l')
const quoted = fc.constantFrom('"a"', '"b.c"', '"é"', '"a\\"b"', '"le"')
const value = fc.constantFrom(
  '',
  'x',
  'xy',
  '1',
  'é',
  '\\n',
  '\\"',
  '\\\\',
  'x\\\\',
  'a value that is long',
)
const label = fc
  .tuple(blank, fc.oneof(bare, quoted), blank, blank, value, blank)
  .map(([a, name, b, c, text, d]) => `${a}${name}${b}=${c}"${text}"${d}`)
const labels = fc.array(label, { maxLength: 3 }).map((all) => all.join(','))
const plainSeries = fc
  .tuple(
    fc.constantFrom('m', 'mn', 'm:n', 'n', '"m"', '"é"'),
    blank,
    fc.option(labels, { nil: undefined }),
  )
  .map(([name, between, all]) => (all === undefined ? name : `${name}${between}{${all}}`))
const bracedSeries = fc
  .tuple(fc.constantFrom('"m"', '"é"', '"mn"', 'n'), labels, fc.boolean())
  .map(
    ([name, all, isFirst]) =>
      `{${(isFirst ? [name, all] : [all, name]).filter(Boolean).join(',')}}`,
  )
const line = fc
  .tuple(fc.oneof(plainSeries, bracedSeries), fc.constantFrom('1', '2.5', '1 7', 'NaN', 'x'))
  .map(([series, rest]) => `${series} ${rest}\n`)

const read = (text: string) => parseText(new TextEncoder().encode(text), { utf8Names: true })

/** Series with their labels and values, or why they were refused, without the line. */
function meaning(text: string): unknown {
  try {
    return read(text).map(({ name, type, metrics }) => ({ name, type, metrics }))
  } catch (error) {
    assert.ok(error instanceof ExpositionError, String(error))
    return { reason: error.reason, metric: error.metric }
  }
}

test('a line means the same whatever lines came before it', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
      const good = lines.filter((one) => Array.isArray(meaning(one)))
      const alone = good.flatMap(read)
      const together = read(good.join(''))
      for (const { name, metrics } of together) {
        const expected = alone
          .filter((family) => family.name === name)
          .flatMap((family): readonly Metric[] => family.metrics)
        assert.deepEqual(metrics, expected)
      }
    }),
    { numRuns: 2000 },
  )
})

test('a line is refused the same whatever lines came before it', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), line, (lines, last) => {
      const good = lines.filter((one) => Array.isArray(meaning(one)))
      const alone = meaning(last)
      if (!Array.isArray(alone)) assert.deepEqual(meaning(good.join('') + last), alone)
    }),
    { numRuns: 2000 },
  )
})

test('a bucket means the same whatever lines came before it', () => {
  const part = fc.constantFrom('h_bucket', 'h_sum', 'h_count', 'g', '"h_bucket"')
  const bounded = fc
    .tuple(part, labels)
    .map(([name, all]) => `${name}{${all}${all && ','}le="5"} 1\n`)
  const unbounded = fc.tuple(part, labels).map(([name, all]) => `${name}{${all}} 1\n`)
  const head = '# TYPE h histogram\n'
  const seriesOf = (text: string): Labels[] =>
    read(head + text).flatMap(({ metrics }) => metrics.map((metric) => metric.labels))
  fc.assert(
    fc.property(fc.array(fc.oneof(bounded, unbounded), { minLength: 1, maxLength: 6 }), (lines) => {
      const good = lines.filter((one) => Array.isArray(meaning(head + one)))
      const alone = new Set(good.flatMap(seriesOf).map((one) => one.join('\0')))
      const together = new Set(seriesOf(good.join('')).map((one) => one.join('\0')))
      assert.deepEqual(together, alone)
    }),
    { numRuns: 2000 },
  )
})
