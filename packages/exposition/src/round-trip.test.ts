import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { MetricFamily } from './metric.ts'
import { parseOpenMetrics } from './parse-open-metrics.ts'
import { parseProtobuf } from './parse-protobuf.ts'
import { parseText } from './parse-text.ts'
import { familiesFor, type Shape } from './testing/arbitraries.ts'
import { writeOpenMetrics } from './write-open-metrics.ts'
import { writeProtobuf } from './write-protobuf.ts'
import { writeText } from './write-text.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

const text: Shape = {
  utf8Names: false,
  timestamps: true,
  created: false,
  exemplars: false,
  native: false,
  units: false,
}
const protobuf: Shape = {
  utf8Names: true,
  timestamps: true,
  created: true,
  exemplars: true,
  native: true,
  units: true,
}

/** HELP of nothing is written like no HELP at all, and the text format knows no gauge histograms. */
function asText(family: MetricFamily): MetricFamily {
  const help =
    family.help === undefined ? undefined : family.help.replace(/^[ \t]+/, '') || undefined
  return family.type === 'gauge_histogram'
    ? { ...family, help, type: 'histogram' }
    : { ...family, help }
}

for (const utf8Names of [false, true]) {
  test(`what is written as text is read again, utf8Names=${utf8Names}`, () => {
    fc.assert(
      fc.property(familiesFor({ ...text, utf8Names }), (families) => {
        const read = parseText(utf8(writeText(families)), { utf8Names })
        assert.deepEqual(read, families.map(asText))
      }),
      { numRuns: 500 },
    )
  })
}

test('what is written as protobuf is read again', () => {
  fc.assert(
    fc.property(familiesFor(protobuf), (families) => {
      assert.deepEqual(parseProtobuf(writeProtobuf(families), { utf8Names: true }), families)
    }),
    { numRuns: 500 },
  )
})

/** A name that OpenMetrics has a suffix for, as every counter has to have. */
function asOpenMetrics(family: MetricFamily): MetricFamily {
  const help = family.help === '' ? undefined : family.help
  return family.type === 'counter'
    ? { ...family, help, name: `${family.name}_total` }
    : { ...family, help }
}

for (const utf8Names of [false, true]) {
  test(`what is written as OpenMetrics is read again, utf8Names=${utf8Names}`, () => {
    const shape = { ...protobuf, utf8Names, native: false, units: false }
    fc.assert(
      fc.property(familiesFor(shape), (arbitrary) => {
        const families = arbitrary.map(asOpenMetrics)
        const read = parseOpenMetrics(utf8(writeOpenMetrics(families)), { utf8Names })
        assert.deepEqual(read, families.map(withoutGaugeCreation))
      }),
      { numRuns: 500 },
    )
  })
}

/** OpenMetrics has no series for when a gauge histogram began. */
function withoutGaugeCreation(family: MetricFamily): MetricFamily {
  if (family.type !== 'gauge_histogram') return family
  return {
    ...family,
    metrics: family.metrics.map((metric) => ({ ...metric, createdMs: undefined })),
  }
}
