import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ExpositionError } from './exposition-error.ts'
import type { MetricFamily } from './metric.ts'
import type { NameOptions } from './name-options.ts'
import { parseOpenMetrics } from './parse-open-metrics.ts'
import { writeText } from './write-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const parse = (text: string, options: NameOptions = {}) =>
  parseOpenMetrics(bytes(`${text}# EOF\n`), options)
const asText = (text: string) => writeText(parse(text))

function only(text: string, options: NameOptions = {}): MetricFamily {
  const families = parse(text, options)
  assert.equal(families.length, 1)
  assert.ok(families[0])
  return families[0]
}

function refusal(body: Uint8Array, options: NameOptions = {}): ExpositionError {
  try {
    parseOpenMetrics(body, options)
  } catch (error) {
    assert.ok(error instanceof ExpositionError, String(error))
    return error
  }
  return assert.fail('the body was taken')
}

test('an exposition may be empty, and need not end in a line feed', () => {
  assert.deepEqual(parseOpenMetrics(bytes('# EOF\n')), [])
  assert.deepEqual(parseOpenMetrics(bytes('# EOF')), [])
})

test('a counter is named after its total, whether or not its metadata is', () => {
  const expected = '# HELP c_total x\n# TYPE c_total counter\nc_total{a="b"} 17\n'
  assert.equal(asText('# TYPE c counter\n# HELP c x\nc_total{a="b"} 17.0\n'), expected)
  assert.equal(asText('# HELP c x\n# TYPE c counter\nc_total{a="b"} 17.0\n'), expected)
  assert.equal(asText('# TYPE c_total counter\n# HELP c_total x\nc_total{a="b"} 17.0\n'), expected)
})

test('creation times go to the metric with the same labels, wherever they stand', () => {
  const { metrics } = only(
    '# TYPE c counter\nc_created{a="2"} 1.5204300001234\nc_total{a="1"} 1\nc_total{b="3",a="2"} 2\nc_total{a="2"} 3\nc_created{a="1"} 9\nc_created{a="none"} 9\n',
  )
  assert.deepEqual(
    metrics.map(({ createdMs }) => createdMs),
    [9000, undefined, 1520],
  )
  assert.equal(only('# TYPE s summary\ns_created 2\ns_count 1\n').metrics[0]?.createdMs, 2000)
  assert.equal(
    only('# TYPE h histogram\nh_count 1\nh_created 2.0005\n').metrics[0]?.createdMs,
    2001,
  )
})

test('an info is a gauge named after its series, a stateset a gauge, unknown is untyped', () => {
  assert.equal(
    asText('# TYPE i info\n# HELP i x\ni_info{v="1"} 1\n'),
    '# HELP i_info x\n# TYPE i_info gauge\ni_info{v="1"} 1\n',
  )
  assert.equal(
    asText('# TYPE s stateset\ns{s="a"} 1\ns{s="b"} 0\n'),
    '# TYPE s gauge\ns{s="a"} 1\ns{s="b"} 0\n',
  )
  assert.equal(
    asText('# TYPE u unknown\nu 1\nv 2\n'),
    '# TYPE u untyped\nu 1\n# TYPE v untyped\nv 2\n',
  )
})

test('a summary has quantiles, count and sum', () => {
  assert.equal(
    asText('# TYPE s summary\ns{quantile="0.5",a="b"} 1\ns_count{a="b"} 2.0\ns_sum{a="b"} 3\n'),
    '# TYPE s summary\ns{a="b",quantile="0.5"} 1\ns_sum{a="b"} 3\ns_count{a="b"} 2\n',
  )
})

test('a histogram has buckets with exemplars, count and sum', () => {
  const [family] = parse(
    '# TYPE h histogram\nh_bucket{le="1.0"} 2 # {trace="x"} 0.5 12.5\nh_bucket{le="+Inf"} 3.0 # {} -1e3\nh_count 3\nh_sum 4\n',
  )
  const metric = family?.metrics[0]
  assert.ok(metric && 'buckets' in metric)
  assert.deepEqual(metric.buckets, [
    {
      upperBound: 1,
      cumulativeCount: 2,
      exemplar: { labels: ['trace', 'x'], value: 0.5, timestampMs: 12500 },
    },
    {
      upperBound: Infinity,
      cumulativeCount: 3,
      exemplar: { labels: [], value: -1000, timestampMs: undefined },
    },
  ])
  assert.deepEqual([metric.count, metric.sum, metric.isFloat], [3, 4, false])
})

test('a histogram without a count has that of its last bucket', () => {
  assert.equal(
    asText('# TYPE h histogram\nh_bucket{le="0"} 1\nh_bucket{le="+Inf"} 3\n'),
    '# TYPE h histogram\nh_bucket{le="0"} 1\nh_bucket{le="+Inf"} 3\nh_sum 0\nh_count 3\n',
  )
})

test('a gauge histogram has series of its own', () => {
  const family = only('# TYPE g gaugehistogram\ng_bucket{le="+Inf"} 3\ng_gcount 3\ng_gsum -4\n')
  assert.equal(family.type, 'gauge_histogram')
  assert.equal(
    writeText([family]),
    '# TYPE g histogram\ng_bucket{le="+Inf"} 3\ng_sum -4\ng_count 3\n',
  )
})

test('a unit is kept', () => {
  assert.equal(
    only('# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n').unit,
    'seconds',
  )
  assert.equal(
    only('# UNIT a_seconds_total seconds\n# TYPE a_seconds_total counter\na_seconds_total 1\n')
      .unit,
    'seconds',
  )
})

test('an empty HELP or UNIT says nothing', () => {
  const family = only('# HELP a \n# UNIT a \n# HELP a\na 1\n')
  assert.deepEqual([family.help, family.unit], [undefined, undefined])
})

test('escape sequences are resolved, and those that mean nothing are kept', () => {
  const family = only('# HELP a x\\n\\"\\\\\\d\na{b="x\\n\\"\\\\\\d"} 1\n')
  assert.deepEqual([family.help, family.metrics[0]?.labels], ['x\n"\\\\d', ['b', 'x\n"\\\\d']])
})

test('timestamps are seconds, and are kept as milliseconds', () => {
  assert.deepEqual(
    parse('a 1 1520879607.789\nb 1 -1\nc 1 0\nd 1\n').map(({ metrics }) => metrics[0]?.timestampMs),
    [1520879607789, -1000, 0, undefined],
  )
})

test('an exemplar of a counter is kept', () => {
  const metric = only('# TYPE c counter\nc_total 1 5 # {a="b",c="d"} 2 3\n').metrics[0]
  assert.ok(metric && 'exemplar' in metric)
  assert.deepEqual(
    [metric.timestampMs, metric.exemplar],
    [5000, { labels: ['a', 'b', 'c', 'd'], value: 2, timestampMs: 3000 }],
  )
})

test('names in UTF-8 are taken with the option only', () => {
  const body = '# TYPE "a.b" counter\n{"a.b_total","c.d"="e"} 1 # {"f.g"="h"} 1\n'
  const family = only(body, { utf8Names: true })
  assert.deepEqual([family.name, family.metrics[0]?.labels], ['a.b_total', ['c.d', 'e']])
  assert.equal(refusal(bytes(body)).reason, 'invalid metric name "a.b"')
})

for (const [body, line, reason] of [
  ['', 1, 'data does not end with # EOF'],
  ['a 1\n', 2, 'data does not end with # EOF'],
  ['# EOF\n# EOF\n', 1, 'there is more after # EOF'],
  ['# EOF\n\n', 1, 'there is more after # EOF'],
  ['# EOFx\n', 1, 'comments other than HELP, TYPE, UNIT and EOF are not allowed'],
  ['# a comment\n# EOF\n', 1, 'comments other than HELP, TYPE, UNIT and EOF are not allowed'],
  ['#\n# EOF\n', 1, 'comments other than HELP, TYPE, UNIT and EOF are not allowed'],
  ['a 1\n\n# EOF\n', 2, 'empty lines are not allowed'],
  ['# TYPE a gauge', 1, 'unexpected end of input stream'],
  ['# TYPE', 1, 'comments other than HELP, TYPE, UNIT and EOF are not allowed'],
  ['a 1', 1, 'unexpected end of input stream'],
  ['a 1 ', 1, 'unexpected end of input stream'],
  ['# TYPE c counter\nc_total 1 #', 2, 'unexpected end of input stream'],
  [' a 1\n# EOF\n', 1, 'invalid metric name'],
  ['1a 1\n# EOF\n', 1, 'invalid metric name'],
  ['# TYPE 1a gauge\n# EOF\n', 1, 'invalid metric name'],
  ['# TYPE a-b gauge\n# EOF\n', 1, 'invalid metric name in comment'],
  ['# TYPE a untyped\n# EOF\n', 1, 'unknown metric type "untyped"'],
  ['# TYPE a GAUGE\n# EOF\n', 1, 'unknown metric type "GAUGE"'],
  ['# TYPE a\n# EOF\n', 1, 'unknown metric type ""'],
  ['# TYPE a constructor\n# EOF\n', 1, 'unknown metric type "constructor"'],
  [
    '# TYPE a gauge\n# TYPE a gauge\n# EOF\n',
    2,
    'second TYPE line for metric name "a", or TYPE reported after samples',
  ],
  [
    'a 1\n# TYPE a gauge\n# EOF\n',
    2,
    'second TYPE line for metric name "a", or TYPE reported after samples',
  ],
  ['# HELP a x\n# HELP a x\n# EOF\n', 2, 'second HELP line for metric name "a"'],
  ['# UNIT a_s s\n# UNIT a_s s\n# EOF\n', 2, 'second UNIT line for metric name "a_s"'],
  ['# UNIT a seconds\n# EOF\n', 1, 'unit "seconds" is not a suffix of metric name "a"'],
  ['# TYPE c counter\nc 1\n# EOF\n', 2, '"c" is not a sample of a counter of that name'],
  ['# TYPE i info\ni 1\n# EOF\n', 2, '"i" is not a sample of a info of that name'],
  [
    '# TYPE c counter\n# TYPE c_created gauge\n# EOF\n',
    2,
    '"c_created" is already a sample of another metric family',
  ],
  [
    'c_total 1\n# TYPE c counter\n# EOF\n',
    2,
    '"c_total" is already a sample of another metric family',
  ],
  ['a x\n# EOF\n', 1, 'expected float as value, got "x"'],
  ['a\n# EOF\n', 1, 'expected float as value, got ""'],
  ['a 1 \n# EOF\n', 1, 'expected float as timestamp, got ""'],
  ['a 1 x\n# EOF\n', 1, 'expected float as timestamp, got "x"'],
  ['a 1 NaN\n# EOF\n', 1, 'expected float as timestamp, got "NaN"'],
  ['a 1 2 3\n# EOF\n', 1, 'spurious string after timestamp: "3"'],
  ['a 1 # {} 1\n# EOF\n', 1, 'only counters and buckets may have an exemplar'],
  ['# TYPE c counter\nc_total 1 # x\n# EOF\n', 2, "expected '{' at start of exemplar, found 'x'"],
  ['# TYPE c counter\nc_total 1 # {a} 1\n# EOF\n', 2, "expected '=' after label name, found '}'"],
  ['# TYPE c counter\nc_total 1 # {} \n# EOF\n', 2, 'expected float as value, got ""'],
  ['# TYPE c counter\nc_total 1 # {} 1 2 3\n# EOF\n', 2, 'spurious string after exemplar: "3"'],
  ['# TYPE c counter\nc_created Inf\n# EOF\n', 2, 'Infinity is not a time of creation'],
  [
    '# TYPE h histogram\nh_bucket{le="x"} 1\n# EOF\n',
    2,
    'expected float as value for \'le\' label, got "x"',
  ],
  ['# TYPE h histogram\nh_count -1\n# EOF\n', 2, 'negative count for histogram "h"'],
  ['a{a="1",a="2"} 1\n# EOF\n', 1, 'duplicate label names for metric "a"'],
  ['a{b="\\', 1, 'unexpected end of input stream'],
  ['a{b="\\\n', 1, "invalid escape sequence '\\\n'"],
] as const) {
  test(`refused with line and cause: ${JSON.stringify(body)}`, () => {
    const error = refusal(bytes(body))
    assert.equal(error.message, `openmetrics parsing error in line ${line}: ${reason}`)
  })
}

test('an exemplar of more than 128 characters is refused, however many bytes they are', () => {
  const body = (label: string) => bytes(`# TYPE c counter\nc_total 1 # {a="${label}"} 1\n# EOF\n`)
  assert.equal(parseOpenMetrics(body('🙂'.repeat(127))).length, 1)
  assert.equal(
    refusal(body('a'.repeat(128))).reason,
    'exemplar labels have more than 128 characters',
  )
})

test('bytes that are not UTF-8 are refused', () => {
  assert.equal(refusal(latin1('# HELP a \xff\n# EOF\n')).reason, 'help text is not valid UTF-8')
  assert.equal(
    refusal(latin1('# UNIT a_\xff \xff\n# EOF\n')).reason,
    'invalid metric name in comment',
  )
  assert.equal(refusal(latin1('# UNIT a \xff\n# EOF\n')).reason, 'unit is not valid UTF-8')
  assert.equal(refusal(latin1('a{b="\xff"} 1\n# EOF\n')).reason, 'invalid label value "\\xff"')
})

test('lines that end in CRLF are refused with a hint', () => {
  assert.match(
    refusal(bytes('a 1\r\n# EOF\r\n')).message,
    /^openmetrics parsing error in line 1: expected float as value, got "1\\r" \(lines must end in LF/,
  )
  assert.match(refusal(bytes('# EOF\r\n')).message, /lines must end in LF/)
})

test('an error names the family at fault where it is known', () => {
  assert.equal(refusal(bytes('# TYPE c counter\nc_total x\n')).metric, 'c_total')
  assert.equal(refusal(bytes('# UNIT a seconds\n')).metric, 'a')
})
