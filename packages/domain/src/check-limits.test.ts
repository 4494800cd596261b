import assert from 'node:assert/strict'
import test from 'node:test'
import { type MetricFamily, parseText, writeTextSamples } from '@postern/exposition'
import * as fc from 'fast-check'
import { checkLabels, checkPushed, cutHelp } from './check-limits.ts'
import { countFamilySeries } from './count-series.ts'
import { effectiveLimits, type LimitSettings } from './limits.ts'
import { preparePush } from './prepare-push.ts'
import { cutToBytes, utf8Length } from './utf8-length.ts'

const place = { groupingKey: ['job', 'j'], namespaceLabel: undefined }

function check(body: string, settings: LimitSettings): void {
  const limits = effectiveLimits(settings)
  const families = parseText(Buffer.from(body))
  checkPushed(families, limits)
  checkLabels(preparePush(families, place), limits)
}

function refusal(body: string, settings: LimitSettings): string {
  try {
    check(body, settings)
  } catch (error) {
    assert.ok(error instanceof Error)
    return error.message
  }
  return ''
}

const HISTOGRAM = [
  '# TYPE h histogram',
  'h_bucket{le="1"} 1',
  'h_bucket{le="+Inf"} 2',
  'h_sum 3',
  'h_count 2',
  '',
].join('\n')

test('each limit lets pass what just fits and refuses one more, saying what, how much and its name', () => {
  const cases: [body: string, settings: LimitSettings, words: string][] = [
    ['a 1\nb 1\n', { maxSeriesPerPush: 1 }, 'the push has 2 series; maxSeriesPerPush is 1'],
    [HISTOGRAM, { maxSeriesPerPush: 3 }, 'the push has 4 series; maxSeriesPerPush is 3'],
    [
      'a{x="1"} 1\n',
      { maxLabelNamesPerSeries: 2 },
      'a series of a has 3 labels; maxLabelNamesPerSeries is 2',
    ],
    [
      'a{long="1"} 1\n',
      { maxLabelNameBytes: 7 },
      'the label name instance of a has 8 bytes; maxLabelNameBytes is 7',
    ],
    [
      'a{x="äö"} 1\n',
      { maxLabelValueBytes: 3 },
      'the value of label x of a has 4 bytes; maxLabelValueBytes is 3',
    ],
    [
      'abcd 1\n',
      { maxMetricNameBytes: 3 },
      'the metric name abcd has 4 bytes; maxMetricNameBytes is 3',
    ],
  ]
  for (const [body, settings, words] of cases) {
    assert.equal(refusal(body, settings), words)
    const [entry] = Object.entries(settings)
    const fitting = Object.fromEntries([[entry?.[0] ?? '', Number(entry?.[1]) + 1]])
    assert.equal(refusal(body, fitting), '', words)
  }
})

test('a HELP that is too long is cut between two characters', () => {
  const families = parseText(Buffer.from('# HELP a grün\na 1\n'))
  const help = (maxHelpBytes: number) =>
    cutHelp(families, effectiveLimits({ maxHelpBytes }))[0]?.help
  assert.deepEqual([help(5), help(4), help(3), help(1)], ['grün', 'grü', 'gr', 'g'])
})

test('a text that is cut is its beginning, and no more would have fitted', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 40 }), (text, bytes) => {
      const cut = cutToBytes(text, bytes)
      assert.ok(text.startsWith(cut) && utf8Length(cut) <= bytes)
      const next = Array.from(text.slice(cut.length))[0]
      if (next !== undefined) assert.ok(utf8Length(cut + next) > bytes)
    }),
  )
})

test('a family has as many series as a scrape of it has lines', () => {
  const bodies = [HISTOGRAM, '# TYPE h histogram\nh_bucket{le="1"} 1\n', 'a 1\na{b="c"} 2\n']
  bodies.push('# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 1\ns_count 1\n')
  for (const body of bodies) {
    const [family]: MetricFamily[] = parseText(Buffer.from(body))
    assert.ok(family)
    const lines = writeTextSamples(family).split('\n').length - 1
    assert.equal(countFamilySeries(family), lines, body)
  }
})
