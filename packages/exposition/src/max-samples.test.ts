import assert from 'node:assert/strict'
import test from 'node:test'
import {
  type MetricFamily,
  type ParseOptions,
  parseOpenMetrics,
  parseProtobuf,
  parseText,
  TooManySamples,
  writeProtobuf,
} from './index.ts'

type Parse = (body: Uint8Array, options: ParseOptions) => MetricFamily[]

const text = Buffer.from('# TYPE a gauge\na{x="1"} 1\na{x="2"} 2\n')
const open = Buffer.from(`${text.toString()}# EOF\n`)

const bodies: readonly [name: string, parse: Parse, body: Uint8Array][] = [
  ['text', parseText, text],
  ['OpenMetrics', parseOpenMetrics, open],
  ['protobuf', parseProtobuf, writeProtobuf(parseText(text))],
]

for (const [name, parse, body] of bodies) {
  test(`${name} is read up to as many samples as there may be`, () => {
    assert.equal(parse(body, { maxSamples: 2 })[0]?.metrics.length, 2)
    assert.throws(() => parse(body, { maxSamples: 1 }), TooManySamples)
  })
}

test('families without samples count too', () => {
  const names = ['a', 'b', 'c', 'd']
  const comments = Buffer.from(names.map((name) => `# TYPE ${name} gauge\n`).join(''))
  const family = (metric: string): MetricFamily => ({
    name: metric,
    type: 'gauge',
    help: undefined,
    unit: undefined,
    metrics: [],
  })
  assert.throws(() => parseText(comments, { maxSamples: 3 }), TooManySamples)
  assert.throws(() => parseOpenMetrics(comments, { maxSamples: 1 }), TooManySamples)
  const protobuf = writeProtobuf(names.map(family))
  assert.throws(() => parseProtobuf(protobuf, { maxSamples: 3 }), TooManySamples)
})
