import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { ExpositionError } from './exposition-error.ts'
import type { MetricFamily } from './metric.ts'
import type { NameOptions } from './name-options.ts'
import { parseProtobuf } from './parse-protobuf.ts'
import { parseText } from './parse-text.ts'
import {
  COUNTER,
  HISTOGRAM,
  LABEL_PAIR,
  METRIC,
  METRIC_FAMILY,
  TIMESTAMP,
} from './protobuf-schema.ts'
import { writeProtobuf } from './write-protobuf.ts'

type Part = (writer: BinaryWriter) => void

const GAUGE = 1
const SUMMARY_TYPE = 2
const HISTOGRAM_TYPE = 4
const GAUGE_HISTOGRAM = 5

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const bytes =
  (tag: number, content: string): Part =>
  (writer) =>
    void writer.uint32(tag).bytes(latin1(content))
const varint =
  (tag: number, value: number | bigint): Part =>
  (writer) =>
    void writer.uint32(tag).uint64(value)
const double =
  (tag: number, value: number): Part =>
  (writer) =>
    void writer.uint32(tag).double(value)
const message =
  (tag: number, ...parts: Part[]): Part =>
  (writer) => {
    writer.uint32(tag).fork()
    for (const part of parts) part(writer)
    writer.join()
  }

/** Messages behind their lengths. */
function delimited(...families: Part[][]): Uint8Array {
  const writer = new BinaryWriter()
  for (const parts of families) {
    writer.fork()
    for (const part of parts) part(writer)
    writer.join()
  }
  return writer.finish()
}

const name = (text: string) => bytes(METRIC_FAMILY.name, text)
const type = (number: number) => varint(METRIC_FAMILY.type, number)
const metric = (...parts: Part[]) => message(METRIC_FAMILY.metric, ...parts)
const label = (labelName: string, value: string) =>
  message(METRIC.label, bytes(LABEL_PAIR.name, labelName), bytes(LABEL_PAIR.value, value))
const gauge = (value: number) => message(METRIC.gauge, double(COUNTER.value, value))
const counter = (value: number) => message(METRIC.counter, double(COUNTER.value, value))
const gaugeFamily = (...parts: Part[]) => delimited([name('m'), type(GAUGE), metric(...parts)])
const histogramFamily = (...parts: Part[]) =>
  delimited([name('m'), type(HISTOGRAM_TYPE), metric(message(METRIC.histogram, ...parts))])

function only(body: Uint8Array, options: NameOptions = {}): MetricFamily {
  const families = parseProtobuf(body, options)
  assert.equal(families.length, 1)
  assert.ok(families[0])
  return families[0]
}

function histogramOf(body: Uint8Array) {
  const first = only(body).metrics[0]
  assert.ok(first && 'buckets' in first)
  return first
}

function valuesOf(body: Uint8Array): unknown[] {
  return only(body).metrics.map((one) => 'value' in one && one.value)
}

function refusal(body: Uint8Array, options: NameOptions = {}): string {
  try {
    parseProtobuf(body, options)
  } catch (error) {
    assert.ok(error instanceof ExpositionError, String(error))
    assert.equal(error.line, undefined)
    assert.equal(error.message, `protobuf parsing error: ${error.reason}`)
    return error.reason
  }
  return assert.fail('the body was taken')
}

test('an empty body holds nothing', () => {
  assert.deepEqual(parseProtobuf(new Uint8Array()), [])
})

test('a family without a type is one of counters', () => {
  const family = only(delimited([name('m'), metric(counter(3))]))
  assert.equal(family.type, 'counter')
  assert.deepEqual(valuesOf(delimited([name('m'), metric(counter(3))])), [3])
})

test('fields may come in any order, the type after the metrics', () => {
  assert.deepEqual(
    valuesOf(delimited([metric(gauge(1)), metric(gauge(2)), type(GAUGE), name('m')])),
    [1, 2],
  )
})

test('labels are sorted, whatever order each metric has them in', () => {
  const family = only(
    delimited([
      name('m'),
      type(GAUGE),
      metric(label('z', '1'), label('a', '\xc3\xa9'), gauge(1)),
      metric(label('a', '2'), label('z', '1'), gauge(1)),
      metric(label('a', ''), gauge(1)),
      metric(gauge(1)),
      metric(message(METRIC.label, bytes(LABEL_PAIR.name, 'n')), gauge(1)),
    ]),
  )
  assert.deepEqual(
    family.metrics.map(({ labels }) => labels),
    [['a', 'é', 'z', '1'], ['a', '2', 'z', '1'], ['a', ''], [], ['n', '']],
  )
})

test('a value message without its value is zero', () => {
  assert.deepEqual(valuesOf(gaugeFamily(message(METRIC.gauge))), [0])
})

test('what a metric holds for other types is passed over', () => {
  assert.deepEqual(valuesOf(gaugeFamily(counter(5), gauge(1), counter(6))), [1])
})

test('of a field that comes twice the last one counts', () => {
  assert.deepEqual(valuesOf(gaugeFamily(gauge(1), gauge(2))), [2])
})

test('of two families with one name the later one counts', () => {
  assert.deepEqual(
    valuesOf(
      delimited(
        [name('m'), type(GAUGE), metric(gauge(1)), metric(gauge(5))],
        [name('m'), type(GAUGE), metric(gauge(2))],
      ),
    ),
    [2],
  )
})

test('a family without metrics is kept', () => {
  assert.deepEqual(parseProtobuf(delimited([name('m'), type(GAUGE)])), [
    { name: 'm', type: 'gauge', help: undefined, unit: undefined, metrics: [] },
  ])
})

test('help and unit are kept, empty ones too', () => {
  const family = only(
    delimited([name('m'), bytes(METRIC_FAMILY.help, ''), bytes(METRIC_FAMILY.unit, 's')]),
  )
  assert.deepEqual([family.help, family.unit], ['', 's'])
})

test('fields that are not known are passed over, of every wire type and at every level', () => {
  const unknown: Part[] = [
    varint(99 << 3, 2n ** 64n - 1n),
    double((99 << 3) | 1, 1),
    bytes((99 << 3) | 2, 'text'),
    (writer) => void writer.uint32((99 << 3) | 5).fixed32(1),
    (writer) =>
      void writer
        .uint32((98 << 3) | 3)
        .uint32((97 << 3) | 3)
        .uint32(8)
        .uint32(1)
        .uint32((97 << 3) | 4)
        .uint32((98 << 3) | 4),
  ]
  const body = delimited([
    ...unknown,
    name('m'),
    type(GAUGE),
    metric(
      ...unknown,
      message(METRIC.label, bytes(LABEL_PAIR.name, 'a'), ...unknown),
      message(METRIC.gauge, ...unknown, double(COUNTER.value, 1)),
    ),
  ])
  assert.deepEqual(valuesOf(body), [1])
  const others = delimited(
    [
      name('c'),
      metric(
        message(
          METRIC.counter,
          ...unknown,
          message(COUNTER.exemplar, ...unknown),
          message(COUNTER.created, ...unknown),
        ),
      ),
    ],
    [
      name('s'),
      type(SUMMARY_TYPE),
      metric(message(METRIC.summary, ...unknown, message(26, ...unknown))),
    ],
    [
      name('h'),
      type(HISTOGRAM_TYPE),
      metric(
        message(
          METRIC.histogram,
          ...unknown,
          message(HISTOGRAM.bucket, ...unknown),
          message(HISTOGRAM.positiveSpan, ...unknown),
          bytes(42, ''),
        ),
      ),
    ],
  )
  assert.equal(parseProtobuf(others).length, 3)
})

test('a known field of another wire type is passed over', () => {
  assert.deepEqual(
    valuesOf(delimited([name('m'), type(GAUGE), varint(1 << 3, 5), metric(gauge(1))])),
    [1],
  )
})

test('a timestamp is read, also zero and before 1970', () => {
  const at = (ms: bigint) =>
    only(gaugeFamily(gauge(1), varint(METRIC.timestampMs, BigInt.asUintN(64, ms)))).metrics[0]
      ?.timestampMs
  assert.deepEqual(
    [at(0n), at(1395066363000n), at(-5n), at(-(2n ** 63n))],
    [0, 1395066363000, -5, -(2 ** 63)],
  )
})

test('counts beyond 2^53 become the nearest float', () => {
  for (const count of [
    0n,
    127n,
    128n,
    2n ** 32n,
    2n ** 49n - 1n,
    2n ** 49n,
    2n ** 53n + 1n,
    2n ** 63n,
    2n ** 64n - 1n,
  ]) {
    assert.equal(histogramOf(histogramFamily(varint(HISTOGRAM.count, count))).count, Number(count))
  }
})

test('float counts go before integer ones and make a histogram of floats', () => {
  const { count, isFloat } = histogramOf(
    histogramFamily(varint(HISTOGRAM.count, 5), double(HISTOGRAM.countFloat, 6.5)),
  )
  assert.deepEqual([count, isFloat], [6.5, true])
  assert.equal(
    histogramOf(histogramFamily(message(HISTOGRAM.bucket, double((4 << 3) | 1, 1.5)))).isFloat,
    true,
  )
  assert.equal(
    histogramOf(histogramFamily(varint(HISTOGRAM.count, 5), double(HISTOGRAM.countFloat, 0))).count,
    5,
  )
  assert.equal(
    histogramOf(histogramFamily(double(HISTOGRAM.zeroCountFloat, 1))).native?.zeroCount,
    1,
  )
})

test('a histogram keeps its buckets as they came', () => {
  const bucket = (bound: number, count: number) =>
    message(HISTOGRAM.bucket, varint(8, count), double(17, bound))
  assert.deepEqual(histogramOf(histogramFamily(bucket(2, 5), bucket(1, 3), bucket(1, 4))).buckets, [
    { upperBound: 2, cumulativeCount: 5, exemplar: undefined },
    { upperBound: 1, cumulativeCount: 3, exemplar: undefined },
    { upperBound: 1, cumulativeCount: 4, exemplar: undefined },
  ])
})

test('a native histogram is read, its numbers packed or one by one', () => {
  const span = (tag: number) => message(tag, varint(8, 3), varint(16, 2))
  const expected = {
    schema: -2,
    zeroThreshold: 0.5,
    zeroCount: 7,
    positiveSpans: [{ offset: -2, length: 2 }],
    negativeSpans: [{ offset: -2, length: 2 }],
    positiveBuckets: [1, -1, 2 ** 50],
    negativeBuckets: [-1],
  }
  const head = [
    varint(HISTOGRAM.schema, 3),
    double(HISTOGRAM.zeroThreshold, 0.5),
    varint(HISTOGRAM.zeroCount, 7),
    span(HISTOGRAM.positiveSpan),
    span(HISTOGRAM.negativeSpan),
  ]
  const single = [
    varint(HISTOGRAM.positiveDelta, 2),
    varint(HISTOGRAM.positiveDelta, 1),
    varint(HISTOGRAM.positiveDelta, 2n ** 51n),
    varint(HISTOGRAM.negativeDelta, 1),
  ]
  const packed = [
    message(
      HISTOGRAM.positiveDeltas,
      (writer) =>
        void writer
          .uint32(2)
          .uint32(1)
          .uint64(2n ** 51n),
    ),
    message(HISTOGRAM.negativeDeltas, (writer) => void writer.uint32(1)),
  ]
  assert.deepEqual(histogramOf(histogramFamily(...head, ...single)).native, expected)
  assert.deepEqual(histogramOf(histogramFamily(...head, ...packed)).native, expected)
})

test('a native histogram of floats has absolute counts, packed or one by one', () => {
  const counts = (...parts: Part[]) => {
    const { native, isFloat } = histogramOf(histogramFamily(...parts))
    assert.equal(isFloat, true)
    return [native?.positiveBuckets, native?.negativeBuckets]
  }
  const packed = (tag: number, ...values: number[]) =>
    message(tag, (writer) => values.forEach((value) => void writer.double(value)))
  assert.deepEqual(
    counts(double(HISTOGRAM.positiveCount, 1.5), double(HISTOGRAM.negativeCount, 2)),
    [[1.5], [2]],
  )
  assert.deepEqual(
    counts(packed(HISTOGRAM.positiveCounts, 1, 2), packed(HISTOGRAM.negativeCounts, 3)),
    [[1, 2], [3]],
  )
  assert.deepEqual(
    counts(
      double(HISTOGRAM.countFloat, 1),
      varint(HISTOGRAM.positiveDelta, 4),
      varint(HISTOGRAM.positiveDelta, 1),
    ),
    [[2, 1], []],
  )
})

test('exemplars and creation times are kept', () => {
  const time = (tag: number, seconds: number, nanos: number) =>
    message(tag, varint(TIMESTAMP.seconds, seconds), varint(TIMESTAMP.nanos, nanos))
  const exemplar = (tag: number) =>
    message(tag, message(10, bytes(10, 'trace'), bytes(18, 'x')), double(17, 4), time(26, 12, 5e8))
  const [family] = parseProtobuf(
    delimited([
      name('c'),
      metric(label('a', 'b'), message(METRIC.counter, double(9, 2), exemplar(18), time(26, 9, 0))),
    ]),
  )
  const expected = { labels: ['trace', 'x'], value: 4, timestampMs: 12500 }
  assert.deepEqual(family?.metrics, [
    { labels: ['a', 'b'], timestampMs: undefined, createdMs: 9000, value: 2, exemplar: expected },
  ])
  const histogram = histogramOf(
    histogramFamily(
      message(HISTOGRAM.bucket, exemplar(26)),
      exemplar(HISTOGRAM.exemplar),
      time(HISTOGRAM.created, 3, 0),
    ),
  )
  assert.deepEqual(
    [histogram.buckets[0]?.exemplar, histogram.exemplars, histogram.createdMs],
    [expected, [expected], 3000],
  )
})

test('a body that is cut off is refused, wherever the cut is', () => {
  const families = parseText(
    new TextEncoder().encode(
      '# HELP m x\n# TYPE m histogram\nm_bucket{a="b",le="1"} 300\nm_count{a="b"} 1.5\nn{long="0123456789"} 1\n',
    ),
  )
  const body = writeProtobuf(families)
  const [first] = body
  assert.ok(first)
  for (let length = 1; length < body.length; length++) {
    if (length !== first + 1) assert.equal(refusal(body.subarray(0, length)), 'unexpected EOF')
  }
})

test('a length that says more than there is is refused before anything is done with it', () => {
  assert.equal(refusal(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)), 'unexpected EOF')
  assert.equal(
    refusal(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1)),
    'unexpected EOF',
  )
  assert.equal(refusal(Uint8Array.of(0xa0, 0x8d, 0x06, 1)), 'unexpected EOF')
  assert.equal(refusal(Uint8Array.of(2, 0x0a, 0x80)), 'unexpected EOF')
  assert.equal(refusal(Uint8Array.of(7, 0x0a, 0x84, 0x80, 0x80, 0x80, 0x80, 1)), 'unexpected EOF')
})

test('a length within a message may not reach beyond that message', () => {
  assert.equal(
    refusal(delimited([(writer) => void writer.uint32(METRIC_FAMILY.name).uint32(5)], [name('m')])),
    'unexpected EOF',
  )
  assert.equal(
    refusal(
      delimited(
        [(writer) => void writer.uint32(9).uint32(1)],
        [name('m'), bytes(18, 'long enough')],
      ),
    ),
    'unexpected EOF',
  )
  assert.equal(
    refusal(
      delimited(
        [name('m'), metric((writer) => void writer.raw(Uint8Array.of(0x80, 0x80)))],
        [name('n')],
      ),
    ),
    'unexpected EOF',
  )
})

test('bytes that are no protobuf are refused', () => {
  assert.equal(refusal(new Uint8Array(12).fill(0xff)), 'invalid wire format')
  for (const tag of [0x07, 0x0e, 0x0c, 0x00, 0x02]) {
    assert.equal(
      refusal(delimited([(writer) => void writer.uint32(tag).uint32(0)])),
      'invalid wire format',
    )
  }
  assert.equal(
    refusal(delimited([(writer) => void writer.uint64(2n ** 40n).uint32(0)])),
    'invalid wire format',
  )
  assert.equal(refusal(new TextEncoder().encode('m 1\n')), 'unexpected EOF')
})

test('groups that never end, or end wrongly, or nest without end are refused', () => {
  assert.equal(refusal(delimited([(writer) => void writer.uint32(11)])), 'unexpected EOF')
  assert.equal(
    refusal(delimited([(writer) => void writer.uint32(11).uint32(20)])),
    'invalid wire format',
  )
  assert.equal(
    refusal(delimited([(writer) => void writer.raw(new Uint8Array(100_000).fill(11))])),
    'invalid wire format',
  )
})

test('a family without a name is refused', () => {
  assert.equal(refusal(Uint8Array.of(0)), 'a metric family has no name')
  assert.equal(refusal(delimited([type(GAUGE), metric(gauge(1))])), 'a metric family has no name')
})

test('a name that text cannot hold is refused, unless names in UTF-8 are allowed', () => {
  for (const [latin, text] of [
    ['my.metric', 'my.metric'],
    ['m\nforged 1', 'm\\nforged 1'],
    ['\xc3\xa9', 'é'],
    ['1m', '1m'],
  ] as const) {
    assert.equal(
      refusal(delimited([name(latin), metric(counter(1))])),
      `invalid metric name "${text}"`,
    )
    assert.equal(
      parseProtobuf(delimited([name(latin), metric(counter(1))]), { utf8Names: true }).length,
      1,
    )
  }
})

test('a label name that text cannot hold is refused, unless names in UTF-8 are allowed', () => {
  const body = gaugeFamily(label('my.label', '1'), gauge(1))
  assert.equal(refusal(body), 'metric "m" has a label with an invalid name: "my.label"')
  assert.deepEqual(only(body, { utf8Names: true }).metrics[0]?.labels, ['my.label', '1'])
})

test('an empty label name, __name__ and a label that comes twice are refused', () => {
  for (const utf8Names of [false, true]) {
    assert.equal(
      refusal(gaugeFamily(message(METRIC.label), gauge(1)), { utf8Names }),
      'metric "m" has a label with an invalid name: ""',
    )
    assert.equal(
      refusal(gaugeFamily(label('__name__', 'x'), gauge(1)), { utf8Names }),
      'metric "m" has a label with an invalid name: __name__',
    )
    assert.equal(
      refusal(gaugeFamily(label('a', '1'), label('b', '1'), label('a', '2'), gauge(1)), {
        utf8Names,
      }),
      'metric "m" has two or more labels with the same name: a',
    )
  }
})

test('strings that are not UTF-8 are refused, with their place', () => {
  assert.equal(
    refusal(delimited([name('m\xff')])),
    'the name of a metric family is not utf8: "m\\xff"',
  )
  assert.equal(
    refusal(delimited([name('m'), bytes(METRIC_FAMILY.help, '\xff')])),
    'the help of metric "m" is not utf8: "\\xff"',
  )
  assert.equal(
    refusal(delimited([name('m'), bytes(METRIC_FAMILY.unit, '\xff')])),
    'the unit of metric "m" is not utf8: "\\xff"',
  )
  assert.equal(
    refusal(gaugeFamily(label('\xff', '1'), gauge(1))),
    'metric "m" has a label whose name is not utf8: "\\xff"',
  )
  assert.equal(
    refusal(gaugeFamily(label('a', '\xff'), gauge(1))),
    'metric "m" has a label named "a" whose value is not utf8: "\\xff"',
  )
})

test('a byte that looks like the letter before it is no UTF-8 either', () => {
  const body = delimited([
    name('m'),
    type(GAUGE),
    metric(label('a', '\xc3\xa9'), gauge(1)),
    metric(label('a', '\xe9'), gauge(1)),
  ])
  assert.match(refusal(body), /not utf8: "\\xe9"$/)
})

test('a metric without the value of its type is refused', () => {
  assert.equal(refusal(gaugeFamily(label('a', 'b'))), 'metric m{a="b"} is not a GAUGE')
  assert.equal(refusal(delimited([name('m'), metric(gauge(1))])), 'metric m is not a COUNTER')
  assert.equal(
    refusal(delimited([name('m'), type(GAUGE_HISTOGRAM), metric(gauge(1))])),
    'metric m is not a GAUGE_HISTOGRAM',
  )
})

test('a type that is not known is refused', () => {
  assert.equal(refusal(delimited([name('m'), type(6)])), 'metric "m" has the unknown type 6')
  assert.equal(
    refusal(delimited([name('m'), varint(METRIC_FAMILY.type, 2n ** 64n - 1n)])),
    'metric "m" has the unknown type -1',
  )
})

test('an error names the family at fault', () => {
  assert.throws(() => parseProtobuf(gaugeFamily(label('__name__', 'x'), gauge(1))), { metric: 'm' })
  assert.throws(() => parseProtobuf(delimited([name('m')], [])), { metric: undefined })
})
