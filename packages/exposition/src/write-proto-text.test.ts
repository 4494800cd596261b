import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistogramMetric, MetricFamily } from './metric.ts'
import { parseOpenMetrics } from './parse-open-metrics.ts'
import { parseText } from './parse-text.ts'
import { writeProtoText } from './write-proto-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const compact = (text: string) =>
  writeProtoText(parseText(bytes(text), { utf8Names: true }), 'compact-text')

test('a family is spread over lines, with an empty one behind it', () => {
  assert.equal(
    writeProtoText(parseText(bytes('# HELP m x\nm{a="b"} 1.5\nm 2 7\nn 3\n')), 'text'),
    `name: "m"
help: "x"
type: UNTYPED
metric: {
  label: {
    name: "a"
    value: "b"
  }
  untyped: {
    value: 1.5
  }
}
metric: {
  untyped: {
    value: 2
  }
  timestamp_ms: 7
}

name: "n"
type: UNTYPED
metric: {
  untyped: {
    value: 3
  }
}

`,
  )
})

test('in the compact form a family is a line', () => {
  assert.equal(
    compact('# TYPE g gauge\ng{a="b",c="d"} NaN\n# TYPE c counter\nc +Inf\nu -Inf\n'),
    'name:"g" type:GAUGE metric:{label:{name:"a" value:"b"} label:{name:"c" value:"d"} gauge:{value:nan}}\n' +
      'name:"c" type:COUNTER metric:{counter:{value:inf}}\n' +
      'name:"u" type:UNTYPED metric:{untyped:{value:-inf}}\n',
  )
})

test('summaries and histograms are written with all they have', () => {
  assert.equal(
    compact('# TYPE s summary\ns{quantile="0.5"} 1\ns_count 1e7\n'),
    'name:"s" type:SUMMARY metric:{summary:{sample_count:10000000 sample_sum:0 quantile:{quantile:0.5 value:1}}}\n',
  )
  assert.equal(
    compact(
      '# TYPE h histogram\nh_bucket{le="1"} 2\nh_count 2\n# TYPE f gauge_histogram\nf_bucket{le="1"} 2.5\n',
    ),
    'name:"h" type:HISTOGRAM metric:{histogram:{sample_count:2 sample_sum:0 bucket:{cumulative_count:2 upper_bound:1}}}\n' +
      'name:"f" type:GAUGE_HISTOGRAM metric:{histogram:{sample_count_float:0 sample_sum:0 bucket:{cumulative_count_float:2.5 upper_bound:1}}}\n',
  )
})

test('exemplars, units and creation times are written', () => {
  const families = parseOpenMetrics(
    bytes('# TYPE c_s counter\n# UNIT c_s s\nc_s_total 1 # {a="b"} 2 3.5\nc_s_created 4\n# EOF\n'),
  )
  assert.equal(
    writeProtoText(families, 'compact-text'),
    'name:"c_s_total" type:COUNTER metric:{counter:{value:1 exemplar:{label:{name:"a" value:"b"} value:2 timestamp:{seconds:3 nanos:500000000}} created_timestamp:{seconds:4}}} unit:"s"\n',
  )
})

test('native histograms are written, of integers and of floats', () => {
  const histogram: HistogramMetric = {
    labels: [],
    timestampMs: undefined,
    createdMs: 1000,
    count: 3,
    sum: 1,
    buckets: [],
    isFloat: false,
    exemplars: [{ labels: [], value: 1, timestampMs: undefined }],
    native: {
      schema: -1,
      zeroThreshold: 0.5,
      zeroCount: 1,
      positiveSpans: [{ offset: -2, length: 1 }],
      negativeSpans: [],
      positiveBuckets: [2, -1],
      negativeBuckets: [],
    },
  }
  const family = (metric: HistogramMetric): MetricFamily => ({
    name: 'h',
    help: undefined,
    unit: undefined,
    type: 'histogram',
    metrics: [metric],
  })
  assert.equal(
    writeProtoText([family(histogram)], 'compact-text'),
    'name:"h" type:HISTOGRAM metric:{histogram:{sample_count:3 sample_sum:1 created_timestamp:{seconds:1} schema:-1 zero_threshold:0.5 zero_count:1 positive_span:{offset:-2 length:1} positive_delta:2 positive_delta:-1 exemplars:{value:1}}}\n',
  )
  assert.match(
    writeProtoText([family({ ...histogram, isFloat: true })], 'compact-text'),
    /zero_count_float:1 .* positive_count:2 positive_count:-1/,
  )
})

test('strings are escaped as Go does', () => {
  assert.equal(
    compact('m{a="\\"\\\\\\n\r\t\u0001\u007f\u0085é🙂\'"} 1\n'),
    'name:"m" type:UNTYPED metric:{label:{name:"a" value:"\\"\\\\\\n\\r\\t\\x01\\x7f\\u0085é🙂\'"} untyped:{value:1}}\n',
  )
})
