import assert from 'node:assert/strict'
import test from 'node:test'
import { parseText, writeProtobuf } from '@postern/exposition'
import { formatOf } from './metrics-format.ts'

test('the format of metrics is told from the metrics', () => {
  const texts: readonly (readonly [expected: string, text: string])[] = [
    ['text', ''],
    ['text', '\n\n\n'],
    ['text', 'a 1\n'],
    ['text', '\n\n# HELP a b\na 1\n'],
    ['text', ' \n\nrows_total 1\nrows_total{x="1"} 2\n'],
    ['text', '# EOF of nothing\na 1\n'],
    ['openmetrics', '# TYPE a gauge\na 1\n# EOF\n'],
    ['openmetrics', '# EOF'],
  ]
  for (const [expected, text] of texts) {
    assert.equal(formatOf(Buffer.from(text)), expected, JSON.stringify(text))
  }
})

test('protobuf is told by its first message, however long that is', () => {
  for (const series of [1, 10, 2_000]) {
    const lines = Array.from({ length: series }, (_, i) => `some_metric{i="${i}"} ${i}\n`)
    const families = parseText(Buffer.from(`# HELP some_metric Help.\n${lines.join('')}`), {})
    assert.equal(formatOf(writeProtobuf(families)), 'protobuf')
  }
})
