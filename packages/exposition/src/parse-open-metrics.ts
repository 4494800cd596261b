import { HASH, LINE_FEED, OPENING_BRACE, SPACE } from './char-codes.ts'
import { countCharacters, MAX_EXEMPLAR_CHARACTERS } from './exemplar-length.ts'
import { TooManySamples } from './exposition-error.ts'
import { LabelReader, noLabelsWritten } from './label-reader.ts'
import type { Exemplar, Labels, MetricFamily } from './metric.ts'
import type { ParseOptions } from './name-options.ts'
import { isLegacyMetricName, isUtf8Name } from './names.ts'
import {
  OpenMetricsFamilies,
  type OpenMetricsFamily,
  type OpenMetricsTarget,
} from './open-metrics-families.ts'
import { type OpenMetricsType, openMetricsTypes } from './open-metrics-types.ts'
import { parseFloatAt } from './parse-float.ts'
import { quoteGo } from './quote-go.ts'
import { unescapeLine } from './read-quoted.ts'
import { emptySample } from './sample-collector.ts'
import { readMetricName, SeriesReader } from './series-reader.ts'
import { END, TextCursor, type TextFormat } from './text-cursor.ts'

const openMetrics: TextFormat = { during: 'openmetrics parsing error', keepsUnknownEscapes: true }

// TYPE, HELP and UNIT.
const DESCRIPTORS_PER_FAMILY = 3

/**
 * Reads OpenMetrics 1.0 text into what the same job would say in text format 0.0.4: a counter is named after
 * its `_total` series, an info is a gauge named `…_info`, a stateset a gauge, unknown is untyped.
 */
export function parseOpenMetrics(body: Uint8Array, options: ParseOptions = {}): MetricFamily[] {
  return new OpenMetricsParser(body, options).parse()
}

class OpenMetricsParser {
  readonly #cursor: TextCursor
  readonly #families: OpenMetricsFamilies
  readonly #series: SeriesReader<OpenMetricsTarget>
  readonly #exemplarLabels: LabelReader
  readonly #isName: (name: string) => boolean
  readonly #sample = emptySample()
  readonly #maxSamples: number
  #samples = 0
  #descriptors = 0

  constructor(body: Uint8Array, { utf8Names = false, maxSamples }: ParseOptions) {
    this.#cursor = new TextCursor(body, openMetrics)
    this.#families = new OpenMetricsFamilies(this.#cursor)
    this.#series = new SeriesReader(this.#cursor, this.#families, utf8Names)
    this.#exemplarLabels = new LabelReader(this.#cursor, utf8Names)
    this.#isName = utf8Names ? isUtf8Name : isLegacyMetricName
    this.#maxSamples = maxSamples ?? Number.POSITIVE_INFINITY
  }

  parse(): MetricFamily[] {
    const cursor = this.#cursor
    let isOver = false
    while (!isOver) {
      cursor.line++
      const first = cursor.peek()
      if (first === END) cursor.fail('data does not end with # EOF')
      if (first === LINE_FEED) cursor.fail('empty lines are not allowed')
      if (first === HASH) isOver = this.#readDescriptor()
      else this.#readSample()
      cursor.pos++
    }
    if (cursor.pos < cursor.end) cursor.fail('there is more after # EOF')
    return this.#families.finish()
  }

  /** Whether it is the one that ends the exposition. */
  #readDescriptor(): boolean {
    const cursor = this.#cursor
    const start = cursor.pos
    const keyword = cursor.latin1(start, start + '# TYPE '.length)
    cursor.metric = undefined
    if (keyword === '# EOF' || keyword.startsWith('# EOF\n')) {
      cursor.pos += '# EOF'.length
      return true
    }
    cursor.pos += keyword.length
    if (keyword === '# TYPE ') this.#readType(this.#readFamily())
    else if (keyword === '# HELP ') this.#readHelp(this.#readFamily())
    else if (keyword === '# UNIT ') this.#readUnit(this.#readFamily())
    else this.#failAtComment(start)
    return false
  }

  #failAtMany(): never {
    throw new TooManySamples(openMetrics.during, this.#maxSamples)
  }

  #failAtComment(start: number): never {
    this.#cursor.pos = start
    return this.#cursor.fail('comments other than HELP, TYPE, UNIT and EOF are not allowed')
  }

  #readFamily(): OpenMetricsFamily {
    const cursor = this.#cursor
    const name = readMetricName(cursor)
    if (!this.#isName(name)) cursor.fail(`invalid metric name ${quoteGo(name)}`)
    cursor.metric = name
    const next = cursor.peek()
    if (next === SPACE) cursor.pos++
    else if (next !== LINE_FEED) cursor.failUnlessAtEnd('invalid metric name in comment')
    if (++this.#descriptors > DESCRIPTORS_PER_FAMILY * this.#maxSamples) this.#failAtMany()
    return this.#families.declare(name)
  }

  #readType(family: OpenMetricsFamily): void {
    const cursor = this.#cursor
    const start = cursor.pos
    cursor.skipLine()
    const word = cursor.latin1(start, cursor.pos)
    if (!isOpenMetricsType(word)) {
      return cursor.fail(`unknown metric type ${cursor.quote(start, cursor.pos)}`)
    }
    if (family.type !== undefined) {
      const name = quoteGo(family.declaredName)
      cursor.fail(`second TYPE line for metric name ${name}, or TYPE reported after samples`)
    }
    this.#families.setType(family, word)
  }

  #readHelp(family: OpenMetricsFamily): void {
    const cursor = this.#cursor
    if (family.help !== undefined) {
      cursor.fail(`second HELP line for metric name ${quoteGo(family.declaredName)}`)
    }
    const start = cursor.pos
    cursor.skipLine()
    const help = unescapeLine(cursor, start) ?? cursor.fail('help text is not valid UTF-8')
    // An empty HELP or UNIT says nothing: OpenMetrics 1.0, "MetricFamily metadata".
    family.help = help === '' ? undefined : help
  }

  #readUnit(family: OpenMetricsFamily): void {
    const cursor = this.#cursor
    const { declaredName } = family
    if (family.unit !== undefined) {
      cursor.fail(`second UNIT line for metric name ${quoteGo(declaredName)}`)
    }
    const start = cursor.pos
    cursor.skipLine()
    const unit = cursor.take(start, cursor.pos) ?? cursor.fail('unit is not valid UTF-8')
    if (unit === '') return
    if (!declaredName.replace(/_(?:total|info)$/, '').endsWith(`_${unit}`)) {
      cursor.fail(`unit ${quoteGo(unit)} is not a suffix of metric name ${quoteGo(declaredName)}`)
    }
    family.unit = unit
  }

  #readSample(): void {
    if (++this.#samples > this.#maxSamples) this.#failAtMany()
    const cursor = this.#cursor
    const series = this.#series
    const target = series.readSeries()
    const { samples, part } = target
    target.written = series.labels.arrange(samples.special)
    const sample = this.#sample
    sample.part = part
    sample.special = series.readSpecial(samples.special)
    sample.value = series.readValue()
    sample.timestampMs = this.#readTimestamp()
    sample.exemplar = cursor.peek() === LINE_FEED ? undefined : this.#readExemplar(target)
    if (part === 'created' && !Number.isFinite(sample.value)) {
      cursor.fail(`${sample.value} is not a time of creation`)
    }
    const refusal = samples.add(series.labels, sample)
    if (refusal !== undefined) cursor.fail(refusal)
  }

  /** What may come behind a value, in seconds, moving to what comes behind that. */
  #readTimestamp(): number | undefined {
    const cursor = this.#cursor
    const hasMore = cursor.peek() !== LINE_FEED
    const next = cursor.peekAfterBlanks()
    if (!hasMore || next === HASH) return undefined
    const start = cursor.pos
    cursor.skipToken()
    const end = cursor.pos
    const seconds = parseFloatAt(cursor.bytes, start, end)
    if (seconds === undefined || !Number.isFinite(seconds)) {
      return cursor.fail(`expected float as timestamp, got ${cursor.quote(start, end)}`)
    }
    if (cursor.peek() !== LINE_FEED) cursor.peekAfterBlanks()
    return Math.round(seconds * 1000)
  }

  #readExemplar({ family, part }: OpenMetricsTarget): Exemplar {
    const cursor = this.#cursor
    const start = cursor.pos
    if (cursor.peek() !== HASH) this.#failAtRest(start, 'timestamp')
    if (part !== 'bucket' && family.type !== 'counter') {
      cursor.fail('only counters and buckets may have an exemplar')
    }
    cursor.pos++
    if (cursor.peekAfterBlanks() !== OPENING_BRACE) {
      cursor.failUnlessAtEnd(`expected '{' at start of exemplar, found ${cursor.quoteNext()}`)
    }
    cursor.pos++
    const labels = this.#readExemplarLabels()
    const value = this.#series.readValue()
    const timestampMs = this.#readTimestamp()
    if (cursor.peek() !== LINE_FEED) this.#failAtRest(cursor.pos, 'exemplar')
    return { labels, value, timestampMs }
  }

  #readExemplarLabels(): Labels {
    const labels = this.#exemplarLabels
    labels.read(noLabelsWritten, false)
    labels.arrange(undefined)
    const read = labels.toLabels()
    if (countCharacters(read) > MAX_EXEMPLAR_CHARACTERS) {
      this.#cursor.fail(`exemplar labels have more than ${MAX_EXEMPLAR_CHARACTERS} characters`)
    }
    return read
  }

  #failAtRest(start: number, behind: string): never {
    const cursor = this.#cursor
    cursor.skipLine()
    return cursor.fail(`spurious string after ${behind}: ${cursor.quote(start, cursor.pos)}`)
  }
}

function isOpenMetricsType(word: string): word is OpenMetricsType {
  return Object.hasOwn(openMetricsTypes, word)
}
