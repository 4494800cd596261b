import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ExpositionError } from './exposition-error.ts'
import type { MetricFamily } from './metric.ts'
import { parseText } from './parse-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const parse = (text: string, options = {}) => parseText(bytes(text), options)

function only(text: string, options = {}): MetricFamily {
  const families = parse(text, options)
  assert.equal(families.length, 1)
  const [family] = families
  assert.ok(family)
  return family
}

function valueOf(text: string): number | undefined {
  const metric = only(text).metrics[0]
  assert.ok(metric && 'value' in metric)
  return metric.value
}

const labelsOf = (text: string, options = {}) => only(text, options).metrics[0]?.labels

function refusal(body: Uint8Array, options = {}): ExpositionError {
  try {
    parseText(body, options)
  } catch (error) {
    assert.ok(error instanceof ExpositionError, String(error))
    return error
  }
  return assert.fail('the body was taken')
}

for (const [written, value] of [
  ['1', 1],
  ['+1', 1],
  ['-1', -1],
  ['-0', -0],
  ['.5', 0.5],
  ['5.', 5],
  ['007', 7],
  ['3.14', 3.14],
  ['9007199254740993', 9007199254740992],
  ['1e3', 1000],
  ['1E+3', 1000],
  ['1e-7', 1e-7],
  ['0.1234567890123456789', 0.12345678901234568],
  ['1.7976931348623157e308', Number.MAX_VALUE],
  ['5e-324', 5e-324],
  ['1e-400', 0],
  ['NaN', Number.NaN],
  ['nAn', Number.NaN],
  ['Inf', Infinity],
  ['+INF', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['-Infinity', -Infinity],
] as const) {
  test(`the value ${written} is read as ${value}`, () => {
    assert.ok(Object.is(valueOf(`m ${written}\n`), value))
  })
}

for (const written of [
  '',
  '-',
  '+',
  '.',
  'e5',
  '1e',
  '1e+',
  '0x10',
  '0x1p-3',
  '1_000',
  '0b1',
  '0o7',
  '1e400',
  '-1e400',
  '+nan',
  '-NaN',
  'infin',
  'Infinityy',
  '1.2.3',
  '1,5',
  '--1',
  '١',
  '1f',
  'true',
]) {
  test(`the value "${written}" is refused`, () => {
    assert.equal(
      refusal(bytes(`m ${written}\n`)).message,
      `text format parsing error in line 1: expected float as value, got "${written}"`,
    )
  })
}

test('a metric without TYPE is untyped', () => {
  assert.deepEqual(only('m 3.14\n'), {
    name: 'm',
    type: 'untyped',
    help: undefined,
    unit: undefined,
    metrics: [
      {
        labels: [],
        timestampMs: undefined,
        createdMs: undefined,
        value: 3.14,
        exemplar: undefined,
      },
    ],
  })
})

for (const [written, type] of [
  ['counter', 'counter'],
  ['GAUGE', 'gauge'],
  ['uNtyped', 'untyped'],
  ['summary', 'summary'],
  ['Histogram', 'histogram'],
  ['gaugehistogram', 'gauge_histogram'],
  ['GAUGE_HISTOGRAM', 'gauge_histogram'],
] as const) {
  test(`the type ${written} is ${type}`, () => {
    assert.equal(only(`# TYPE m ${written}\nm 1\n`).type, type)
  })
}

for (const written of ['unknown', 'info', 'stateset', 'gauge ', 'gauge x', 'counter\r']) {
  test(`the type ${JSON.stringify(written)} is refused`, () => {
    const { message } = refusal(bytes(`# TYPE m ${written}\n`))
    const quoted = JSON.stringify(written)
    assert.ok(
      message.startsWith(`text format parsing error in line 1: unknown metric type ${quoted}`),
    )
  })
}

test('HELP may come before or after TYPE and samples, and is kept with its trailing blanks', () => {
  assert.equal(only('# TYPE m gauge\n# HELP m   two  words \nm 1\n').help, 'two  words ')
  assert.equal(only('m{a="1"} 1\n# HELP m later\nm{a="2"} 2\n').help, 'later')
})

test('HELP resolves its escapes and may hold any script', () => {
  assert.equal(only('# HELP m a\\\\b\\nc\\"d "e" 漢字 🙂\nm 1\n').help, 'a\\b\nc"d "e" 漢字 🙂')
})

test('HELP and TYPE that end at or before the name are passed over', () => {
  const family = only('# HELP\n# TYPE\n# HELP m\n# TYPE m\n# HELP m \n# TYPE m \nm 1\n')
  assert.deepEqual([family.type, family.help], ['untyped', undefined])
})

test('no blank is needed between # and its word', () => {
  const family = only('#HELP m text\n#TYPE m gauge\nm 1\n')
  assert.deepEqual([family.type, family.help], ['gauge', 'text'])
})

test('a family without samples is dropped', () => {
  assert.deepEqual(parse('# HELP m text\n# TYPE m gauge\n'), [])
})

test('comments of any kind are passed over', () => {
  const comments =
    '# a comment\n#\n# \n#!x\n# UNIT m seconds\n  # indented\n# TYPO m gauge\n# help m x\n# EOF\n'
  assert.equal(only(`${comments}m 1\n`).help, undefined)
})

test('a comment need not be UTF-8', () => {
  assert.equal(parseText(latin1('# caf\xe9\nm 1\n')).length, 1)
})

for (const body of ['', '\n', '\n\n\n', '   ', '\t\n  ', '# x\n']) {
  test(`the body ${JSON.stringify(body)} holds nothing`, () => {
    assert.deepEqual(parse(body), [])
  })
}

test('tabs and blanks may stand around every part', () => {
  const family = only(
    '#\tHELP\tm\ttwo\twords\n#  TYPE \t m\tgauge\n \tm\t {\ta\t =\t"b"\t , c="d" ,\t}\t1\n',
  )
  assert.deepEqual(
    [family.type, family.help, family.metrics[0]?.labels],
    ['gauge', 'two\twords', ['a', 'b', 'c', 'd']],
  )
})

test('braces may be empty, end in a comma, and be followed by the value at once', () => {
  assert.deepEqual(labelsOf('m{} 1\n'), [])
  assert.deepEqual(labelsOf('m{a="b",}1\n'), ['a', 'b'])
})

test('labels are sorted by name in byte order', () => {
  assert.deepEqual(labelsOf('m{b="1",_="2",B="3",a1="4",a="5"} 1\n'), [
    'B',
    '3',
    '_',
    '2',
    'a',
    '5',
    'a1',
    '4',
    'b',
    '1',
  ])
})

test('values of labels resolve their escapes and may hold any text', () => {
  assert.deepEqual(labelsOf('m{a="q\\"\\\\\\n",b="Köln 漢字 🙂 \u0000\t\r",c=""} 1\n'), [
    'a',
    'q"\\\n',
    'b',
    'Köln 漢字 🙂 \u0000\t\r',
    'c',
    '',
  ])
})

test('every line has labels of its own, however alike lines are', () => {
  const lines = [
    'a="1",b="2"',
    'a="1",b="22"',
    'b="1",a="2"',
    'a="x"',
    '',
    'a="é",b=""',
    'a="\\n",b="é"',
    'a="é",b="\\""',
  ]
  const body = lines.map((labels) => `m{${labels}} 1\n`).join('')
  assert.deepEqual(
    only(body).metrics.map((metric) => metric.labels),
    [
      ['a', '1', 'b', '2'],
      ['a', '1', 'b', '22'],
      ['a', '2', 'b', '1'],
      ['a', 'x'],
      [],
      ['a', 'é', 'b', ''],
      ['a', '\n', 'b', 'é'],
      ['a', 'é', 'b', '"'],
    ],
  )
})

test('lines of several metrics may be mixed up; families come in order of first appearance', () => {
  const families = parse('b 1\na{x="1"} 1\n# TYPE c gauge\nb{x="2"} 2\na{x="2"} 2\nc 1\n')
  assert.deepEqual(
    families.map(({ name, metrics }) => [name, metrics.length]),
    [
      ['b', 2],
      ['a', 2],
      ['c', 1],
    ],
  )
})

test('the same series twice is there twice', () => {
  assert.equal(only('m{a="b"} 1\nm{a="b"} 2\n').metrics.length, 2)
})

test('a name that begins like the one before is another name', () => {
  assert.deepEqual(
    parse('ab 1\nabc 2\nab:c 3\na 4\n').map(({ name }) => name),
    ['ab', 'abc', 'ab:c', 'a'],
  )
})

test('names of any length are kept', () => {
  const name = `n${'m'.repeat(2000)}:x`
  assert.equal(only(`${name} 1\n`).name, name)
})

test('le and quantile are ordinary labels of a gauge', () => {
  assert.deepEqual(labelsOf('# TYPE m gauge\nm{le="soon",quantile="x"} 1\n'), [
    'le',
    'soon',
    'quantile',
    'x',
  ])
})

test('a timestamp is read, whatever its sign, and none is not zero', () => {
  const timestamps = only('m{a="1"} 1 0\nm{a="2"} 1 -5\nm{a="3"} 1 \t +1395066363000\nm{a="4"} 1\n')
  assert.deepEqual(
    timestamps.metrics.map((metric) => metric.timestampMs),
    [0, -5, 1395066363000, undefined],
  )
})

test('names ending in _sum, _count or _bucket are ordinary without a TYPE before', () => {
  const families = parse(
    'm_sum 1\nm_count 2\nm_bucket{le="1"} 3\n# TYPE m histogram\nm_count 3\nm_sum 4\n',
  )
  assert.deepEqual(
    families.map(({ name }) => name),
    ['m_sum', 'm_count', 'm_bucket'],
  )
})

test('only a histogram has buckets, and no other type has parts', () => {
  const families = parse(
    '# TYPE s summary\ns_bucket{le="1"} 1\n# TYPE g gauge\ng_sum 1\ng_count 1\n',
  )
  assert.deepEqual(
    families.map(({ name }) => name),
    ['s_bucket', 'g_sum', 'g_count'],
  )
})

test('_sum and _count alone are names', () => {
  assert.deepEqual(
    parse('# TYPE x summary\n_sum 1\n_count 1\n').map(({ name }) => name),
    ['_sum', '_count'],
  )
})

test('a TYPE of a part is a second TYPE of its histogram', () => {
  const error = refusal(bytes('# TYPE h histogram\n# TYPE h_count gauge\n'))
  assert.equal(error.reason, 'second TYPE line for metric name "h", or TYPE reported after samples')
})

test('a summary has quantiles, sum and count', () => {
  assert.deepEqual(
    only(
      '# TYPE s summary\ns{quantile="0.50",x="1"} 1.5\ns_sum{x="1"} 30\ns_count{x="1"} 12\ns{x="1",quantile="+Inf"} NaN\n',
    ).metrics,
    [
      {
        labels: ['x', '1'],
        timestampMs: undefined,
        createdMs: undefined,
        count: 12,
        sum: 30,
        quantiles: [
          { quantile: 0.5, value: 1.5 },
          { quantile: Infinity, value: Number.NaN },
        ],
      },
    ],
  )
})

test('summaries of several label sets may be mixed up', () => {
  const { metrics } = only(
    '# TYPE s summary\ns{a="2",quantile="0.9"} 1\ns{quantile="0.5",a="1"} 2\ns_sum{a="2"} 8\ns{a="2",quantile="0.99"} 3\ns_count{a="2"} 5\n',
  )
  assert.deepEqual(
    metrics.map(
      (metric) =>
        'quantiles' in metric && [metric.labels, metric.count, metric.sum, metric.quantiles.length],
    ),
    [
      [['a', '2'], 5, 8, 2],
      [['a', '1'], 0, 0, 1],
    ],
  )
})

test('a summary sample without quantile makes an empty summary; the same quantile twice is there twice', () => {
  const { metrics } = only(
    '# TYPE s summary\ns 7\ns{quantile="1"} 1\ns{quantile="1"} 2\ns{quantile="NaN"} 2\n',
  )
  assert.ok(metrics[0] && 'quantiles' in metrics[0])
  assert.deepEqual([metrics[0].count, metrics[0].sum, metrics[0].quantiles.length], [0, 0, 2])
})

for (const [written, count] of [
  ['4.7', 4],
  ['-1', 2 ** 64],
  ['NaN', 2 ** 63],
  ['1e300', 2 ** 63],
  ['-1e300', 2 ** 63],
  ['-0.5', 0],
] as const) {
  test(`the count ${written} of a summary becomes ${count}, as Go converts it`, () => {
    const metric = only(`# TYPE s summary\ns_count ${written}\n`).metrics[0]
    assert.equal(metric && 'count' in metric && metric.count, count)
  })
}

test('a histogram has buckets in the order pushed, sum and count', () => {
  assert.deepEqual(
    only(
      '# TYPE h histogram\nh_bucket{le="5",x="1"} 1\nh_bucket{x="1",le="1.0"} 3\nh_bucket{x="1",le="1"} 4\nh_sum{x="1"} 2.5\nh_count{x="1"} 3\n',
    ).metrics,
    [
      {
        labels: ['x', '1'],
        timestampMs: undefined,
        createdMs: undefined,
        count: 3,
        sum: 2.5,
        buckets: [
          { upperBound: 5, cumulativeCount: 1, exemplar: undefined },
          { upperBound: 1, cumulativeCount: 3, exemplar: undefined },
          { upperBound: 1, cumulativeCount: 4, exemplar: undefined },
        ],
        native: undefined,
        isFloat: false,
        exemplars: [],
      },
    ],
  )
})

test('a bare sample or a bucket without le makes an empty histogram', () => {
  for (const line of ['h 9', 'h_bucket 5', 'h_bucket{le="NaN"} 5']) {
    const metric = only(`# TYPE h histogram\n${line}\n`).metrics[0]
    assert.deepEqual(metric && 'buckets' in metric && [metric.buckets, metric.count], [[], 0])
  }
})

test('fractions in any count make a histogram of floats', () => {
  const isFloat = (lines: string) => {
    const metric = only(`# TYPE h histogram\n${lines}`).metrics[0]
    return metric && 'isFloat' in metric && metric.isFloat
  }
  assert.equal(isFloat('h_count 2\nh_bucket{le="1"} 1.5\n'), true)
  assert.equal(isFloat('h_count 2.5\n'), true)
  assert.equal(isFloat('h_count 1e300\n'), true)
  assert.equal(isFloat('h_count 2\nh_sum 1.5\n'), false)
})

test('negative counts of a histogram are refused', () => {
  assert.equal(
    refusal(bytes('# TYPE h histogram\nh_count -1\n')).reason,
    'negative count for histogram "h"',
  )
  assert.equal(
    refusal(bytes('# TYPE h histogram\nh_bucket{le="1"} -0.5\n')).reason,
    'negative bucket population for histogram "h"',
  )
})

test('a timestamp of a part is that of the whole metric', () => {
  assert.equal(only('# TYPE h histogram\nh_count 1\nh_sum 1 5\n').metrics[0]?.timestampMs, 5)
  assert.equal(only('# TYPE s summary\ns_count 1\ns_sum 1 5\n').metrics[0]?.timestampMs, 5)
})

test('a metric name in quotes is taken inside braces, at any place, and in front of them', () => {
  assert.deepEqual(
    only('{"m"} 1\n{"m",x="1"} 2\n{x="2","m",} 3\n"m" 4\n"m"{x="3"} 5\n{m} 6\n').metrics.map(
      (metric) => metric.labels,
    ),
    [[], ['x', '1'], ['x', '2'], [], ['x', '3'], []],
  )
})

test('a label name in quotes is taken', () => {
  assert.deepEqual(labelsOf('m{"a"="b",c="d"} 1\n'), ['a', 'b', 'c', 'd'])
})

test('le of a bucket whose name is in braces is its bound', () => {
  const metric = only('# TYPE h histogram\n{le="1","h_bucket",x="y"} 3\nh_bucket{le="2",x="y"} 4\n')
    .metrics[0]
  assert.deepEqual(metric && 'buckets' in metric && [metric.labels, metric.buckets.length], [
    ['x', 'y'],
    2,
  ])
})

test('names in UTF-8 are refused without the option', () => {
  assert.equal(refusal(bytes('{"my.metric"} 1\n')).reason, 'invalid metric name "my.metric"')
  assert.equal(refusal(bytes('m{"my.label"="x"} 1\n')).reason, 'invalid label name "my.label"')
  assert.equal(
    refusal(bytes('# TYPE "my.metric" gauge\n')).reason,
    'invalid metric name "my.metric"',
  )
})

test('names in UTF-8 are taken with the option', () => {
  const body =
    '# HELP "my \\"é\\n" text\n# TYPE "my \\"é\\n" gauge\n{"my \\"é\\n","a.b"="c",é="d"} 1\n'
  const utf8 = body.replace('é="d"', '"é"="d"')
  const family = only(utf8 + utf8.split('\n')[2] + '\n', { utf8Names: true })
  assert.deepEqual([family.name, family.help, family.type], ['my "é\n', 'text', 'gauge'])
  assert.deepEqual(
    family.metrics.map((metric) => metric.labels),
    [
      ['a.b', 'c', 'é', 'd'],
      ['a.b', 'c', 'é', 'd'],
    ],
  )
})

test('even with the option names without quotes are of the old kind', () => {
  for (const line of ['é 1', 'a.b 1', 'm{é="1"} 1', 'm{a.b="1"} 1'])
    refusal(bytes(`${line}\n`), { utf8Names: true })
  const body = latin1('{"\xc3\xa9"} 1\n\xe9 2\n')
  assert.equal(refusal(body, { utf8Names: true }).line, 2)
})

test('an empty name is refused', () => {
  for (const options of [{}, { utf8Names: true }]) {
    assert.equal(refusal(bytes('{""} 1\n'), options).reason, 'invalid metric name ""')
    assert.equal(refusal(bytes('m{""="x"} 1\n'), options).reason, 'invalid label name ""')
  }
})

for (const [body, line, reason] of [
  ['m 1', 1, 'unexpected end of input stream'],
  ['\nm 3.14\nn 42', 3, 'unexpected end of input stream'],
  ['m', 1, 'unexpected end of input stream'],
  ['m{', 1, 'unexpected end of input stream'],
  ['m{a', 1, 'unexpected end of input stream'],
  ['m{a=', 1, 'unexpected end of input stream'],
  ['m{a="', 1, 'unexpected end of input stream'],
  ['m{a="\\', 1, 'unexpected end of input stream'],
  ['m{a="\\n', 1, 'unexpected end of input stream'],
  ['m{a="b"', 1, 'unexpected end of input stream'],
  ['m{a="b",', 1, 'unexpected end of input stream'],
  ['{"m"', 1, 'unexpected end of input stream'],
  ['m 1 ', 1, 'unexpected end of input stream'],
  ['m 1 5', 1, 'unexpected end of input stream'],
  ['#', 1, 'unexpected end of input stream'],
  ['# x', 1, 'unexpected end of input stream'],
  ['# HELP', 1, 'unexpected end of input stream'],
  ['# HELP ', 1, 'unexpected end of input stream'],
  ['# HELP m', 1, 'unexpected end of input stream'],
  ['# HELP m x', 1, 'unexpected end of input stream'],
  ['# TYPE m gauge', 1, 'unexpected end of input stream'],
  ['m{label="\\t"} 3.14', 1, "invalid escape sequence '\\t'"],
  ['# HELP m a\\tb\n', 1, "invalid escape sequence '\\t'"],
  ['# HELP m a\\\n', 1, "invalid escape sequence '\\\n'"],
  ['\nm{label="new\nline"} 3.14\n', 2, 'label value "new" contains unescaped new-line'],
  ['m{label="\\\\new\nline"} 3.14\n', 1, 'label value "\\\\new" contains unescaped new-line'],
  ['m{@="bla"} 3.14', 1, 'invalid label name for metric "m"'],
  ['m{1="bla"} 3.14', 1, 'invalid label name for metric "m"'],
  ['m{,} 1\n', 1, 'invalid label name for metric "m"'],
  ['m{a="b",,} 1\n', 1, 'invalid label name for metric "m"'],
  ['m{__name__="bla"} 3.14', 1, 'label name "__name__" is reserved'],
  ['m{label+="bla"} 3.14', 1, "expected '=' after label name, found '+'"],
  ['m{"a"} 1\n', 1, "expected '=' after label name, found '}'"],
  ['m{label=bla} 3.14', 1, "expected '\"' at start of label value, found 'b'"],
  ["m{label='bla'} 3.14", 1, "expected '\"' at start of label value, found '\\''"],
  ['m{label="bla"+} 3.14', 1, 'unexpected end of label value "bla"'],
  ['m{a="b" c="d"} 3.14', 1, 'unexpected end of label value "b"'],
  ['m{a="1",a="2"} 1\n', 1, 'duplicate label names for metric "m"'],
  ['m{a="1",b="1"} 1\nm{a="1",b="2",a="2"} 1\n', 2, 'duplicate label names for metric "m"'],
  ['m 3.14 2.72\n', 1, 'expected integer as timestamp, got "2.72"'],
  ['m 1 \n', 1, 'expected integer as timestamp, got ""'],
  ['m 1 9223372036854775808\n', 1, 'expected integer as timestamp, got "9223372036854775808"'],
  ['m 1 2 3\n', 1, 'spurious string after timestamp: " 3"'],
  ['m 1 # {a="b"} 1\n', 1, 'expected integer as timestamp, got "#"'],
  ['m blubb\n', 1, 'expected float as value, got "blubb"'],
  ['m\n', 1, 'expected float as value, got ""'],
  ['m{a="b"}\n', 1, 'expected float as value, got ""'],
  ['m, 1\n', 1, 'expected float as value, got ","'],
  ['\n# HELP m one\n# HELP m two\n', 3, 'second HELP line for metric name "m"'],
  [
    '\n# TYPE m counter\n# TYPE m untyped\n',
    3,
    'second TYPE line for metric name "m", or TYPE reported after samples',
  ],
  [
    '\nm 4.12\n# TYPE m counter\n',
    3,
    'second TYPE line for metric name "m", or TYPE reported after samples',
  ],
  ['# TYPE m bla\n', 1, 'unknown metric type "bla"'],
  ['\n# TYPE met-ric\n', 2, 'invalid metric name in comment'],
  ['# HELP 1m x\n', 1, 'invalid metric name in comment'],
  ['@invalid{label="bla"} 3.14 2', 1, 'invalid metric name'],
  ['1m 1\n', 1, 'invalid metric name'],
  ['{label="bla"} 3.14 2', 1, 'invalid metric name'],
  ['m 1\n{} 1\n', 2, 'invalid metric name'],
  ['m 1\n{a="b"} 1\n', 2, 'invalid metric name'],
  [
    '\n# TYPE h histogram\nh_bucket{le="bla"} 3.14\n',
    3,
    'expected float as value for \'le\' label, got "bla"',
  ],
  [
    '# TYPE s summary\ns{quantile="0x1p-3"} 3.14\n',
    2,
    'expected float as value for \'quantile\' label, got "0x1p-3"',
  ],
  ['{"one","another"} 3.14', 1, 'multiple metric names for metric "one"'],
  ['{"m".label="bla"} 3.14', 1, "unexpected end of metric name '.'"],
  ['{"a\\xc5z",label="bla"} 3.14', 1, "invalid escape sequence '\\x'"],
  ['# TYPE "m\nn" counter\n', 1, 'metric name "m" contains unescaped new-line'],
  ['m{"new\nline"="bla"} 3.14\n', 1, 'label name "new" contains unescaped new-line'],
] as const) {
  test(`refused with line and cause: ${JSON.stringify(body)}`, () => {
    const error = refusal(bytes(body))
    assert.equal(error.message, `text format parsing error in line ${line}: ${reason}`)
    assert.deepEqual([error.line, error.reason], [line, reason])
  })
}

for (const [body, reason] of [
  ['m{l="\xbd"} 3.14\n', 'invalid label value "\\xbd"'],
  ['m{l="\\n\xbd"} 3.14\n', 'invalid label value "\\n\\xbd"'],
  ['m{"\xff"="x"} 3.14\n', 'invalid label name "\\xff"'],
  ['{"\xff"} 3.14\n', 'invalid label name "\\xff"'],
  ['"\xff" 3.14\n', 'invalid metric name "\\xff"'],
  ['\xff 3.14\n', 'invalid metric name'],
  ['# HELP m caf\xe9\n', 'help text is not valid UTF-8'],
  ['# HELP m \\n caf\xe9\n', 'help text is not valid UTF-8'],
  ['# TYPE m \xff\n', 'unknown metric type "\\xff"'],
  ['m \xff\n', 'expected float as value, got "\\xff"'],
] as const) {
  test(`bytes that are not UTF-8 are refused: ${JSON.stringify(body)}`, () => {
    for (const utf8Names of [false, true]) {
      assert.equal(refusal(latin1(body), { utf8Names }).reason, reason)
    }
  })
}

test('lines that end in CRLF are refused with a hint', () => {
  const hint = ' (lines must end in LF, not CRLF)'
  const prefix = 'text format parsing error in line'
  assert.equal(
    refusal(bytes('m 1\r\n')).message,
    `${prefix} 1: expected float as value, got "1\\r"${hint}`,
  )
  assert.equal(refusal(bytes('\r\n')).message, `${prefix} 1: invalid metric name${hint}`)
  assert.equal(
    refusal(bytes('# TYPE m gauge\r\nm 1\r\n')).message,
    `${prefix} 1: unknown metric type "gauge\\r"${hint}`,
  )
  assert.equal(
    refusal(bytes('m a\nn 1\r\n')).message,
    `${prefix} 1: expected float as value, got "a"`,
  )
})

test('an error names the family at fault where it is known', () => {
  assert.equal(refusal(bytes('a 1\nb{x="y"} z\n')).metric, 'b')
  assert.equal(refusal(bytes('# TYPE h histogram\nh_bucket{le="1"} -1\n')).metric, 'h')
  assert.equal(refusal(bytes('# HELP a \xff\n# HELP a b\n')).metric, 'a')
  assert.equal(refusal(bytes('a 1\n{} 1\n')).metric, undefined)
})
