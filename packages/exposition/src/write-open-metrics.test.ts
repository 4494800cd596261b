import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MetricFamily, ValueMetric } from './metric.ts'
import { parseText } from './parse-text.ts'
import { writeOpenMetrics } from './write-open-metrics.ts'

const rewrite = (text: string) =>
  writeOpenMetrics(parseText(new TextEncoder().encode(text), { utf8Names: true }))
const value: ValueMetric = {
  labels: [],
  timestampMs: undefined,
  createdMs: undefined,
  value: 1,
  exemplar: undefined,
}

function counter(name: string, metric: Partial<ValueMetric>): MetricFamily {
  return {
    name,
    type: 'counter',
    help: undefined,
    unit: undefined,
    metrics: [{ ...value, ...metric }],
  }
}

test('nothing is written as an end', () => {
  assert.equal(writeOpenMetrics([]), '# EOF\n')
})

test('metadata of a counter leaves out _total; one that is not called so is unknown', () => {
  assert.equal(
    rewrite('# HELP a_total x"\\n\n# TYPE a_total counter\na_total 1\n# TYPE b counter\nb 1\n'),
    '# TYPE a counter\n# HELP a x\\"\\n\na_total 1.0\n# TYPE b unknown\nb 1.0\n# EOF\n',
  )
})

test('untyped is unknown, and an empty help is left out', () => {
  assert.equal(
    writeOpenMetrics([{ name: 'a', type: 'untyped', help: '', unit: undefined, metrics: [value] }]),
    '# TYPE a unknown\na 1.0\n# EOF\n',
  )
})

test('a unit is written if it is the end of the name, as it has to be', () => {
  assert.match(
    writeOpenMetrics([{ ...counter('a_s_total', {}), unit: 's' }]),
    /^# TYPE a_s counter\n# UNIT a_s s\n/,
  )
  assert.doesNotMatch(writeOpenMetrics([{ ...counter('a_total', {}), unit: 's' }]), /UNIT/)
})

test('floats are seen to be floats, counts are integers of any size', () => {
  assert.equal(
    rewrite('a{v="1"} 1\na{v="2"} 0.5\na{v="3"} 1e6\na{v="4"} NaN\na{v="5"} -Inf\n'),
    '# TYPE a unknown\na{v="1"} 1.0\na{v="2"} 0.5\na{v="3"} 1e+06\na{v="4"} NaN\na{v="5"} -Inf\n# EOF\n',
  )
  assert.equal(
    rewrite('# TYPE s summary\ns{quantile="1"} 2\ns_count 1e9\n'),
    '# TYPE s summary\ns{quantile="1.0"} 2.0\ns_count 1000000000\ns_sum 0.0\n# EOF\n',
  )
})

test('a histogram has a bucket for everything, a gauge histogram its own series', () => {
  assert.equal(
    rewrite('# TYPE h histogram\nh_bucket{a="b",le="1"} 1\nh_count{a="b"} 2.5\n'),
    '# TYPE h histogram\nh_bucket{a="b",le="1.0"} 1\nh_bucket{a="b",le="+Inf"} 2.5\nh_count{a="b"} 2.5\nh_sum{a="b"} 0.0\n# EOF\n',
  )
  assert.equal(
    rewrite('# TYPE g gaugehistogram\ng_bucket{le="+Inf"} 1\n'),
    '# TYPE g gaugehistogram\ng_bucket{le="+Inf"} 1\ng_gcount 0\ng_gsum 0.0\n# EOF\n',
  )
})

test('creation times, timestamps and exemplars are written in seconds', () => {
  const exemplar = { labels: ['a', 'b'], value: 5, timestampMs: 1500 }
  assert.equal(
    writeOpenMetrics([counter('c_total', { createdMs: 2000, timestampMs: 1, exemplar })]),
    '# TYPE c counter\nc_total 1.0 0.001 # {a="b"} 5.0 1.5\nc_created 2.0 0.001\n# EOF\n',
  )
})

test('an exemplar that is too long, or of what may not have one, is left out', () => {
  const exemplar = { labels: ['a', 'b'.repeat(128)], value: 5, timestampMs: undefined }
  assert.doesNotMatch(writeOpenMetrics([counter('c_total', { exemplar })]), / # /)
  assert.doesNotMatch(
    writeOpenMetrics([counter('c', { exemplar: { ...exemplar, labels: [] }, createdMs: 5 })]),
    / # |_created/,
  )
})

test('names that need it are quoted', () => {
  assert.equal(
    rewrite('# TYPE "a.b_total" counter\n{"a.b_total","c.d"="e"} 1\n'),
    '# TYPE "a.b" counter\n{"a.b_total","c.d"="e"} 1.0\n# EOF\n',
  )
})
