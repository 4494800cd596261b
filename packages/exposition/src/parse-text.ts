import { HASH, LINE_FEED, OPENING_BRACE, QUOTE, SPACE, TAB } from './char-codes.ts'
import {
  collectorFor,
  FamilyCollector,
  type FamilyInProgress,
  type SampleTarget,
} from './family-collector.ts'
import { LabelReader, noLabelsWritten } from './label-reader.ts'
import type { SpecialLabel } from './label-shape.ts'
import type { MetricFamily, MetricType } from './metric.ts'
import type { NameOptions } from './name-options.ts'
import {
  isLegacyMetricName,
  isNameByte,
  isUtf8Name,
  METRIC_NAME_REST,
  METRIC_NAME_START,
} from './names.ts'
import { parseFloatAt } from './parse-float.ts'
import { parseInt64 } from './parse-int64.ts'
import { quoteGo } from './quote-go.ts'
import { readQuoted, unescapeLine } from './read-quoted.ts'
import type { Sample } from './sample-collector.ts'
import { END, TextCursor } from './text-cursor.ts'

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
 * Reads the text format: version 0.0.4 or, with names in UTF-8, also 1.0.0, taking and refusing what the Pushgateway takes and refuses.
 * Keeps what it finds: duplicate series, buckets and quantiles are there twice.
 */
export function parseText(body: Uint8Array, options: NameOptions = {}): MetricFamily[] {
  return new TextParser(body, options.utf8Names ?? false).parse()
}

class TextParser {
  readonly #cursor: TextCursor
  readonly #labels: LabelReader
  readonly #isName: (name: string) => boolean
  readonly #families = new FamilyCollector()
  /** What the line before was about, which this one is likely to be about as well. */
  #target: SampleTarget | undefined
  /** Where its name was written. */
  #nameStart = 0
  #nameLength = 0
  readonly #sample: Sample = {
    part: 'whole',
    special: Number.NaN,
    value: 0,
    timestampMs: undefined,
    exemplar: undefined,
  }

  constructor(body: Uint8Array, utf8Names: boolean) {
    this.#cursor = new TextCursor(body, 'text format parsing error')
    this.#labels = new LabelReader(this.#cursor, utf8Names)
    this.#isName = utf8Names ? isUtf8Name : isLegacyMetricName
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
    else if (first !== LINE_FEED) this.#readSample(first)
    cursor.pos++
  }

  #readSample(first: number): void {
    const target = first === OPENING_BRACE ? this.#readBracedHead() : this.#readHead()
    const samples = (target.family.samples ??= collectorFor('untyped', target.name))
    target.written = this.#labels.arrange(samples.special)
    const sample = this.#sample
    sample.part = target.part
    sample.special = this.#readSpecial(samples.special)
    sample.value = this.#readValue()
    sample.timestampMs = this.#cursor.peek() === LINE_FEED ? undefined : this.#readTimestamp()
    const refusal = samples.add(this.#labels, sample)
    if (refusal !== undefined) this.#cursor.fail(refusal)
  }

  /** A name and labels after it, if any. */
  #readHead(): SampleTarget {
    const cursor = this.#cursor
    const target = this.#readTarget()
    cursor.metric = target.family.name
    if (cursor.peekAfterBlanks() === OPENING_BRACE) {
      cursor.pos++
      this.#labels.read(target.written, false)
    } else {
      this.#labels.clear()
    }
    return target
  }

  /** Labels, among which the name has to be. */
  #readBracedHead(): SampleTarget {
    this.#cursor.metric = undefined
    this.#cursor.pos++
    this.#labels.read(noLabelsWritten, true)
    const name = this.#labels.metricName
    if (name === undefined) return this.#cursor.fail('invalid metric name')
    const target = this.#families.find(name) ?? this.#createTarget(name)
    this.#cursor.metric = target.family.name
    return target
  }

  #readTarget(): SampleTarget {
    const cursor = this.#cursor
    if (cursor.peek() === QUOTE) return this.#readQuotedTarget()
    const start = cursor.pos
    if (this.#target !== undefined && this.#isTargetRepeated()) return this.#target
    if (!this.#skipName()) cursor.failUnlessAtEnd('invalid metric name')
    this.#target = this.#targetAt(start, cursor.pos)
    return this.#target
  }

  /** Whether the name of the line before stands here again: then `pos` is moved behind it. */
  #isTargetRepeated(): boolean {
    const cursor = this.#cursor
    const length = this.#nameLength
    if (!cursor.isRepeated(this.#nameStart, length)) return false
    if (isNameByte(METRIC_NAME_REST, cursor.bytes[cursor.pos + length] ?? END)) return false
    cursor.pos += length
    return true
  }

  /** A name in quotes, although not in braces. */
  #readQuotedTarget(): SampleTarget {
    this.#cursor.pos++
    const name = readQuoted(this.#cursor, 'metric name')
    return this.#families.find(name) ?? this.#createTarget(name)
  }

  /** Moves behind a name without quotes, if there is one. */
  #skipName(): boolean {
    const cursor = this.#cursor
    if (!isNameByte(METRIC_NAME_START, cursor.peek())) return false
    do cursor.pos++
    while (isNameByte(METRIC_NAME_REST, cursor.peek()))
    return true
  }

  #targetAt(start: number, end: number): SampleTarget {
    this.#nameStart = start
    this.#nameLength = end - start
    const known = this.#families.find(this.#cursor.latin1(start, end))
    return known ?? this.#families.create(this.#cursor.take(start, end) ?? '')
  }

  #createTarget(name: string): SampleTarget {
    if (!this.#isName(name)) this.#cursor.fail(`invalid metric name ${quoteGo(name)}`)
    return this.#families.create(name)
  }

  #readSpecial(label: SpecialLabel): number {
    const special = this.#labels.parseSpecial()
    if (special !== undefined) return special
    const found = this.#labels.quoteSpecial()
    return this.#cursor.fail(`expected float as value for '${label}' label, got ${found}`)
  }

  #readValue(): number {
    const cursor = this.#cursor
    cursor.peekAfterBlanks()
    const start = cursor.pos
    cursor.skipToken()
    const value = parseFloatAt(cursor.bytes, start, cursor.pos)
    if (value !== undefined) return value
    return cursor.fail(`expected float as value, got ${cursor.quote(start, cursor.pos)}`)
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
    cursor.metric = undefined
    const first = cursor.peek()
    if (first !== QUOTE && !isNameByte(METRIC_NAME_START, first)) {
      cursor.failUnlessAtEnd('invalid metric name in comment')
    }
    const { family } = this.#readTarget()
    cursor.metric = family.name
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
