import { HASH, LINE_FEED, QUOTE, SPACE, TAB } from './char-codes.ts'
import { TooManySamples } from './exposition-error.ts'
import {
  collectorFor,
  FamilyCollector,
  type FamilyInProgress,
  type SampleTarget,
} from './family-collector.ts'
import type { MetricFamily, MetricType } from './metric.ts'
import type { ParseOptions } from './name-options.ts'
import { isNameByte, METRIC_NAME_START } from './names.ts'
import { parseInt64 } from './parse-int64.ts'
import { quoteGo } from './quote-go.ts'
import { unescapeLine } from './read-quoted.ts'
import { emptySample } from './sample-collector.ts'
import { SeriesReader } from './series-reader.ts'
import { END, TextCursor, type TextFormat } from './text-cursor.ts'

const textFormat: TextFormat = { during: 'text format parsing error', keepsUnknownEscapes: false }

/** The words after TYPE, in small letters. */
const TYPES = new Map<string, MetricType>([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['untyped', 'untyped'],
  ['summary', 'summary'],
  ['histogram', 'histogram'],
  ['gaugehistogram', 'gauge_histogram'],
  ['gauge_histogram', 'gauge_histogram'],
])

/**
 * Reads the text format: version 0.0.4 or, with names in UTF-8, also 1.0.0. Takes and refuses what the
 * Pushgateway takes and refuses, in its words.
 *
 * Keeps what it finds: duplicate series, buckets and quantiles are there twice.
 */
export function parseText(body: Uint8Array, options: ParseOptions = {}): MetricFamily[] {
  return new TextParser(body, options).parse()
}

class TextParser {
  readonly #cursor: TextCursor
  readonly #families = new FamilyCollector()
  readonly #series: SeriesReader<SampleTarget>
  readonly #sample = emptySample()
  readonly #maxSamples: number
  #samples = 0

  constructor(body: Uint8Array, { utf8Names = false, maxSamples }: ParseOptions) {
    this.#cursor = new TextCursor(body, textFormat)
    this.#series = new SeriesReader(this.#cursor, this.#families, utf8Names)
    this.#maxSamples = maxSamples ?? Number.POSITIVE_INFINITY
  }

  parse(): MetricFamily[] {
    const cursor = this.#cursor
    while (cursor.pos < cursor.end) this.#readLine()
    return this.#families.finish()
  }

  #readLine(): void {
    const cursor = this.#cursor
    cursor.line++
    const first = cursor.peekAfterBlanks()
    if (first === END) return
    if (first === HASH) this.#readComment()
    else if (first !== LINE_FEED) this.#readSample()
    cursor.pos++
  }

  #readSample(): void {
    if (++this.#samples > this.#maxSamples) this.#failAtMany()
    const series = this.#series
    const target = series.readSeries()
    const samples = (target.family.samples ??= collectorFor('untyped', target.name))
    target.written = series.labels.arrange(samples.special)
    const sample = this.#sample
    sample.part = target.part
    sample.special = series.readSpecial(samples.special)
    sample.value = series.readValue()
    sample.timestampMs = this.#cursor.peek() === LINE_FEED ? undefined : this.#readTimestamp()
    const refusal = samples.add(series.labels, sample)
    if (refusal !== undefined) this.#cursor.fail(refusal)
  }

  #failAtMany(): never {
    throw new TooManySamples(textFormat.during, this.#maxSamples)
  }

  #readTimestamp(): number {
    const cursor = this.#cursor
    cursor.peekAfterBlanks()
    const start = cursor.pos
    cursor.skipToken()
    const end = cursor.pos
    const timestampMs =
      parseInt64(cursor.latin1(start, end)) ??
      cursor.fail(`expected integer as timestamp, got ${cursor.quote(start, end)}`)
    cursor.skipLine()
    if (cursor.pos > end) {
      cursor.fail(`spurious string after timestamp: ${cursor.quote(end, cursor.pos)}`)
    }
    return timestampMs
  }

  /** HELP and TYPE; whatever else begins with `#` is passed over. */
  #readComment(): void {
    const cursor = this.#cursor
    cursor.pos++
    if (cursor.peekAfterBlanks() === LINE_FEED) return
    const start = cursor.pos
    cursor.skipToken()
    const keyword = cursor.latin1(start, cursor.pos)
    if (keyword !== 'HELP' && keyword !== 'TYPE') return cursor.skipLine()
    if (cursor.peekAfterBlanks() === LINE_FEED) return
    const family = this.#readCommentedFamily()
    if (family === undefined) return
    if (keyword === 'HELP') this.#readHelp(family)
    else this.#readType(family)
  }

  /** `undefined` when the line ends behind the name, which says nothing, and is no error. */
  #readCommentedFamily(): FamilyInProgress | undefined {
    const cursor = this.#cursor
    const first = cursor.peek()
    if (first !== QUOTE && !isNameByte(METRIC_NAME_START, first)) {
      cursor.failUnlessAtEnd('invalid metric name in comment')
    }
    const { family } = this.#series.readTarget()
    if (this.#families.size > this.#maxSamples) this.#failAtMany()
    const next = cursor.peek()
    if (next === LINE_FEED) return undefined
    if (next !== SPACE && next !== TAB) cursor.failUnlessAtEnd('invalid metric name in comment')
    return cursor.peekAfterBlanks() === LINE_FEED ? undefined : family
  }

  #readHelp(family: FamilyInProgress): void {
    const cursor = this.#cursor
    if (family.help !== undefined) {
      cursor.fail(`second HELP line for metric name ${quoteGo(family.name)}`)
    }
    const start = cursor.pos
    cursor.skipLine()
    const isPlain = !cursor.latin1(start, cursor.pos).includes('\\')
    const help = isPlain ? cursor.take(start, cursor.pos) : unescapeLine(cursor, start)
    family.help = help ?? cursor.fail('help text is not valid UTF-8')
  }

  #readType(family: FamilyInProgress): void {
    const cursor = this.#cursor
    if (family.samples !== undefined) {
      const name = quoteGo(family.name)
      cursor.fail(`second TYPE line for metric name ${name}, or TYPE reported after samples`)
    }
    const start = cursor.pos
    cursor.skipLine()
    const type =
      TYPES.get(cursor.latin1(start, cursor.pos).toLowerCase()) ??
      cursor.fail(`unknown metric type ${cursor.quote(start, cursor.pos)}`)
    family.samples = collectorFor(type, family.name)
  }
}
