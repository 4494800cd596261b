import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ExpositionError } from './exposition-error.ts'
import { parseOpenMetrics } from './parse-open-metrics.ts'
import { parseProtobuf } from './parse-protobuf.ts'
import { parseText } from './parse-text.ts'
import { writeOpenMetrics } from './write-open-metrics.ts'
import { writeProtobuf } from './write-protobuf.ts'
import { writeText } from './write-text.ts'

/** For how long each of the tests below looks for trouble; longer finds more. */
const BUDGET_MS = Number(process.env['FUZZ_BUDGET_MS'] ?? 2000)

const CORPUS = new URL('./testing/corpus/', import.meta.url)

const formats = [
  { name: 'text', parse: parseText, write: encoded(writeText), extension: '.txt' },
  { name: 'protobuf', parse: parseProtobuf, write: writeProtobuf, extension: '.pb' },
  {
    name: 'openmetrics',
    parse: parseOpenMetrics,
    write: encoded(writeOpenMetrics),
    extension: '.om',
  },
] as const

type Format = (typeof formats)[number]

function encoded(write: typeof writeText) {
  return (families: Parameters<typeof writeText>[0]) => new TextEncoder().encode(write(families))
}

function corpusOf({ extension }: Format): Uint8Array[] {
  const names = readdirSync(CORPUS).filter((name) => name.endsWith(extension))
  return names.map((name) => readFileSync(new URL(name, CORPUS)))
}

/** What is taken can be written, in every format; what is refused is refused briefly. */
function check(format: Format, body: Uint8Array, utf8Names: boolean): void {
  try {
    const families = format.parse(body, { utf8Names })
    for (const { write } of formats) write(families)
    const again = parseProtobuf(writeProtobuf(families), { utf8Names: true })
    assert.equal(again.length, families.length)
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error
    assert.ok(error.message.length < 1500, 'the error is as long as the body')
  }
}

/** Bodies made of pieces of good ones, which gets further than bytes that come from nowhere. */
function mutations(bodies: Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const body = fc.constantFrom(...bodies)
  const piece = fc.tuple(body, fc.nat(), fc.nat({ max: 60 })).map(([from, start, length]) => {
    const at = start % from.length
    return from.subarray(at, at + length)
  })
  const noise = fc.uint8Array({ maxLength: 4 })
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 20 }), fc.oneof(piece, noise))
  return fc.tuple(body, fc.array(edit, { minLength: 1, maxLength: 5 })).map(([start, edits]) =>
    edits.reduce<Uint8Array>((bytes, [place, removed, added]) => {
      const at = place % (bytes.length + 1)
      return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)])
    }, start),
  )
}

for (const format of formats) {
  test(`no bytes make the ${format.name} parser do anything but parse or refuse`, () => {
    const bodies = corpusOf(format)
    assert.ok(bodies.length > 0)
    const body = fc.oneof(
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
      { weight: 5, arbitrary: mutations(bodies) },
    )
    fc.assert(
      fc.property(body, fc.boolean(), (bytes, utf8Names) => check(format, bytes, utf8Names)),
      { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: BUDGET_MS },
    )
  })

  test(`a cut anywhere in a good ${format.name} body makes no trouble`, () => {
    for (const body of corpusOf(format)) {
      for (let end = 0; end <= body.length; end++) check(format, body.subarray(0, end), true)
    }
  })

  test(`the ${format.name} bodies of the corpus are taken`, () => {
    for (const body of corpusOf(format))
      assert.ok(format.parse(body, { utf8Names: true }).length > 0)
  })
}

test('of a good text body every prefix of whole lines is good as well', () => {
  for (const body of corpusOf(formats[0])) {
    const text = new TextDecoder().decode(body)
    const ends = Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)
    for (const end of ends)
      parseText(new TextEncoder().encode(text.slice(0, end)), { utf8Names: true })
  }
})
