import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseText } from './parse-text.ts'
import { writeText, writeTextHeader, writeTextSamples } from './write-text.ts'

const rewrite = (text: string) =>
  writeText(parseText(new TextEncoder().encode(text), { utf8Names: true }))

test('the header has HELP only if there is help, and TYPE always', () => {
  assert.equal(writeTextHeader('m', 'untyped', undefined), '# TYPE m untyped\n')
  assert.equal(writeTextHeader('m', 'gauge', ''), '# HELP m \n# TYPE m gauge\n')
  assert.equal(
    writeTextHeader('m', 'counter', 'a\\b\nc"d'),
    '# HELP m a\\\\b\\nc"d\n# TYPE m counter\n',
  )
})

test('a gauge histogram is called histogram', () => {
  assert.equal(writeTextHeader('m', 'gauge_histogram', undefined), '# TYPE m histogram\n')
})

test('values are written with sorted and escaped labels, in the order given', () => {
  assert.equal(
    rewrite('# TYPE m gauge\nm{b="2",a="\\"\\\\\\n"} 1000000\nm 0.5\nm{a=""} -0\n'),
    '# TYPE m gauge\nm{a="\\"\\\\\\n",b="2"} 1e+06\nm 0.5\nm{a=""} 0\n',
  )
})

test('a summary is written as quantiles, sum and count', () => {
  assert.equal(
    rewrite(
      '# TYPE s summary\ns_count{a="b"} 3\ns{quantile="0.50",a="b"} NaN\ns_sum{a="b"} 1\ns_count 1\n',
    ),
    '# TYPE s summary\ns{a="b",quantile="0.5"} NaN\ns_sum{a="b"} 1\ns_count{a="b"} 3\ns_sum 0\ns_count 1\n',
  )
})

test('a histogram is written as buckets, sum and count, with a bucket for everything', () => {
  assert.equal(
    rewrite(
      '# TYPE h histogram\nh_bucket{le="2.50"} 2\nh_bucket{le="1"} 1.5\nh_sum 3\nh_count 4\n',
    ),
    '# TYPE h histogram\nh_bucket{le="2.5"} 2\nh_bucket{le="1"} 1.5\nh_bucket{le="+Inf"} 4\nh_sum 3\nh_count 4\n',
  )
  assert.equal(
    rewrite('# TYPE h histogram\nh_bucket{le="inf",a="b"} 3\nh_count{a="b"} 9\n'),
    '# TYPE h histogram\nh_bucket{a="b",le="+Inf"} 3\nh_sum{a="b"} 0\nh_count{a="b"} 9\n',
  )
})

test('timestamps are written', () => {
  assert.equal(rewrite('m 1 5\n'), '# TYPE m untyped\nm 1 5\n')
})

test('names that 0.0.4 cannot hold are quoted, those of metrics inside the braces', () => {
  assert.equal(
    rewrite('# HELP "a.b" x\n{"a.b"} 1\n{"a.b","c.d"="e"} 2\n'),
    '# HELP "a.b" x\n# TYPE "a.b" untyped\n{"a.b"} 1\n{"a.b","c.d"="e"} 2\n',
  )
  assert.equal(
    rewrite('# TYPE "a b" histogram\n{"a b_count"} 1\n'),
    '# TYPE "a b" histogram\n{"a b_bucket",le="+Inf"} 1\n{"a b_sum"} 0\n{"a b_count"} 1\n',
  )
})

test('the samples of a family can be written without its header', () => {
  const [family] = parseText(new TextEncoder().encode('# HELP m x\nm 1\n'))
  assert.ok(family)
  assert.equal(writeTextSamples(family), 'm 1\n')
})
