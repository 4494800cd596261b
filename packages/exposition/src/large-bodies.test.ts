import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { ExpositionError } from './exposition-error.ts'
import type { MetricFamily } from './metric.ts'
import { parseOpenMetrics } from './parse-open-metrics.ts'
import { parseProtobuf } from './parse-protobuf.ts'
import { parseText } from './parse-text.ts'
import { writeProtobuf } from './write-protobuf.ts'
import { writeText } from './write-text.ts'

/*
 * None of these measures time: with anything that grows faster than the body they would take minutes.
 */

const parse = (text: string) => parseText(Buffer.from(text))
const repeat = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('')

function refusal(text: string): ExpositionError {
  try {
    parse(text)
  } catch (error) {
    assert.ok(error instanceof ExpositionError, String(error))
    return error
  }
  return assert.fail('the body was taken')
}

test('a million families are read and written', () => {
  const families = parse(repeat(1e6, (i) => `m${i} 1\n`))
  assert.equal(families.length, 1e6)
  assert.equal(parseProtobuf(writeProtobuf(families)).length, 1e6)
  assert.match(writeText(families), /^# TYPE m0 untyped\nm0 1\n[^]*\nm999999 1\n$/)
})

test('hundreds of thousands of HELP lines are read', () => {
  assert.deepEqual(parse(repeat(3e5, (i) => `# HELP m${i} a help text\n`)), [])
})

test('a histogram of a million series, mixed up, is read', () => {
  const body = `# TYPE h histogram\n${repeat(1e6, (i) => `h_bucket{a="${i % 1000}",le="${i}"} 1\n`)}`
  assert.equal(parse(body)[0]?.metrics.length, 1000)
})

test('a line of a hundred thousand labels is read, and so is one that has them twice', () => {
  const labels = repeat(100_000, (i) => `l${(i * 7919) % 100_000}="${i}",`)
  assert.equal(parse(`m{${labels}} 1\nm{${labels}} 2\n`)[0]?.metrics[1]?.labels.length, 200_000)
  assert.equal(refusal(`m{${labels}l5="x"} 1\n`).reason, 'duplicate label names for metric "m"')
})

test('lines whose labels never have the same order are read', () => {
  const rotated = (i: number) => repeat(20, (k) => `l${(i + k) % 20}="${k}",`)
  assert.equal(parse(repeat(20_000, (i) => `m{${rotated(i)}} 1\n`))[0]?.metrics.length, 20_000)
})

test('a label value of ten megabytes is read, plain, escaped or not ASCII', () => {
  for (const value of [
    'a'.repeat(1e7),
    '\\n'.repeat(5e6),
    'é'.repeat(5e6),
    `${'a'.repeat(1e7 - 1)}é`,
  ]) {
    assert.equal(parse(`m{a="${value}"} 1\nm{a="${value}"} 1\n`)[0]?.metrics.length, 2)
  }
})

test('ten megabytes of nonsense are refused in a few words', () => {
  const much = 1e7
  for (const text of [
    `m ${'1'.repeat(much)}x\n`,
    `m 1 ${'1'.repeat(much)}\n`,
    `m 1 1 ${'1'.repeat(much)}\n`,
    `m{a="${'x'.repeat(much)}\n`,
    `m{${'a'.repeat(much)} 1\n`,
    `${'m'.repeat(much)}-\n`,
    `# TYPE m ${'x'.repeat(much)}\n`,
    `# HELP m ${'\\\\'.repeat(much / 2)}\\x\n`,
    `m{a="${'é'.repeat(much / 2)}"x 1\n`,
    '{'.repeat(much),
    '"'.repeat(much),
    ' '.repeat(much) + 'x',
    '#'.repeat(much),
  ]) {
    assert.ok(refusal(text).message.length < 1000)
  }
})

test('numbers of ten million digits are read', () => {
  assert.equal(parse(`m 0.${'0'.repeat(1e7)}1\n`).length, 1)
  assert.equal(parse(`m 1 ${'0'.repeat(1e7)}1\n`)[0]?.metrics[0]?.timestampMs, 1)
})

test('OpenMetrics has no such trouble either', () => {
  const counters = repeat(
    100_000,
    (i) => `# TYPE c${i} counter\nc${i}_total{a="b"} 1\nc${i}_created{a="b"} 1\n`,
  )
  assert.equal(parseOpenMetrics(Buffer.from(`${counters}# EOF\n`)).length, 100_000)
  const one = repeat(100_000, (i) => `c_total{a="${i}"} 1 # {t="${i}"} 1\nc_created{a="${i}"} 1\n`)
  assert.equal(
    parseOpenMetrics(Buffer.from(`# TYPE c counter\n${one}# EOF\n`))[0]?.metrics.length,
    100_000,
  )
})

test('protobuf of a million fields that mean nothing is read', () => {
  const writer = new BinaryWriter().uint32(0x0a).string('m')
  for (let i = 0; i < 1e6; i++) writer.uint32(0x98).uint32(1)
  const family = writer.finish()
  const body = new BinaryWriter().bytes(family).finish()
  assert.deepEqual(
    parseProtobuf(body).map(({ name }) => name),
    ['m'],
  )
})

test('protobuf of a metric with a hundred thousand labels is read, and refused when one is there twice', () => {
  const labels = Array.from({ length: 100_000 }, (_, i) => [
    `l${(i * 7919) % 100_000}`,
    `${i}`,
  ]).flat()
  const family = (names: string[]): MetricFamily => ({
    name: 'm',
    type: 'gauge',
    help: undefined,
    unit: undefined,
    metrics: [
      {
        labels: names,
        timestampMs: undefined,
        createdMs: undefined,
        value: 1,
        exemplar: undefined,
      },
    ],
  })
  assert.equal(
    parseProtobuf(writeProtobuf([family(labels)]))[0]?.metrics[0]?.labels.length,
    200_000,
  )
  assert.throws(
    () => parseProtobuf(writeProtobuf([family([...labels, 'l5', 'x'])])),
    /two or more labels with the same name: l5/,
  )
})

test('what is read does not hold on to the body', () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage: unknown = runInNewContext('gc')
  assert.ok(typeof collectGarbage === 'function')
  const inUse = () => {
    collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const lines = (i: number) =>
    `# HELP metric_number_${i}_of_many some help that is long\nmetric_number_${i}_of_many{a_label_name_${i}="a value of more than a few characters",b="é and some more"} 1\n`
  const padding = '# x'.repeat(1e6)
  const before = inUse()
  const kept = Array.from({ length: 30 }, (_, i) => [
    parse(`${lines(i)}${padding}\n`),
    parseOpenMetrics(Buffer.from(`${lines(i)}# HELP padding ${padding}\n# EOF\n`)),
    parseProtobuf(writeProtobuf(parse(`${lines(i)}# HELP padding ${padding}\n`))),
  ])
  const growth = inUse() - before
  // The collector is not exact, but what it misses is not as much as twenty of these ninety bodies.
  const most = 20 * padding.length
  assert.ok(
    growth < most,
    `${growth} bytes for ${3 * kept.length} bodies that next to nothing is kept of`,
  )
})
