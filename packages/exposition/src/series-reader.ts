import { OPENING_BRACE, QUOTE } from './char-codes.ts'
import { LabelReader, noLabelsWritten, type WrittenLabels } from './label-reader.ts'
import type { SpecialLabel } from './label-shape.ts'
import {
  isLegacyMetricName,
  isNameByte,
  isUtf8Name,
  METRIC_NAME_REST,
  METRIC_NAME_START,
} from './names.ts'
import { parseFloatAt } from './parse-float.ts'
import { quoteGo } from './quote-go.ts'
import { readQuoted } from './read-quoted.ts'
import { END, type TextCursor } from './text-cursor.ts'

/** What a name in front of a sample stands for. */
export interface SeriesTarget {
  readonly family: { readonly name: string }
  /** The labels of its last line. */
  written: WrittenLabels
}

export interface SeriesTargets<T extends SeriesTarget> {
  find(name: string): T | undefined
  /** For a name that `find` does not know. */
  create(name: string): T
}

/** Reads what the lines of all text formats begin with: a name, labels and a number. */
export class SeriesReader<T extends SeriesTarget> {
  readonly labels: LabelReader
  readonly #cursor: TextCursor
  readonly #targets: SeriesTargets<T>
  readonly #isName: (name: string) => boolean
  /** What the line before was about, which this one is likely to be about as well. */
  #target: T | undefined
  /** Where its name was written. */
  #nameStart = 0
  #nameLength = 0

  constructor(cursor: TextCursor, targets: SeriesTargets<T>, utf8Names: boolean) {
    this.labels = new LabelReader(cursor, utf8Names)
    this.#cursor = cursor
    this.#targets = targets
    this.#isName = utf8Names ? isUtf8Name : isLegacyMetricName
  }

  /** Reads a name and its labels, if any; `labels` has to arrange these before they can be used. */
  readSeries(): T {
    const cursor = this.#cursor
    if (cursor.peek() === OPENING_BRACE) return this.#readBraced()
    const target = this.readTarget()
    if (cursor.peekAfterBlanks() === OPENING_BRACE) {
      cursor.pos++
      this.labels.read(target.written, false)
    } else {
      this.labels.clear()
    }
    return target
  }

  /** Reads a name that is not in braces. */
  readTarget(): T {
    const cursor = this.#cursor
    const start = cursor.pos
    cursor.metric = undefined
    if (cursor.peek() === QUOTE) return this.#use(readMetricName(cursor))
    if (this.#target === undefined || !this.#isTargetRepeated()) {
      skipMetricName(cursor)
      this.#nameStart = start
      this.#nameLength = cursor.pos - start
      this.#target =
        this.#targets.find(cursor.latin1(start, cursor.pos)) ??
        this.#targets.create(cursor.take(start, cursor.pos) ?? '')
    }
    cursor.metric = this.#target.family.name
    return this.#target
  }

  /** Reads the number behind a series. */
  readValue(): number {
    const cursor = this.#cursor
    cursor.peekAfterBlanks()
    const start = cursor.pos
    cursor.skipToken()
    const value = parseFloatAt(cursor.bytes, start, cursor.pos)
    if (value !== undefined) return value
    return cursor.fail(`expected float as value, got ${cursor.quote(start, cursor.pos)}`)
  }

  /** The special label as a number, NaN if there is none. */
  readSpecial(label: SpecialLabel): number {
    const special = this.labels.parseSpecial()
    if (special !== undefined) return special
    const found = this.labels.quoteSpecial()
    return this.#cursor.fail(`expected float as value for '${label}' label, got ${found}`)
  }

  /** Labels, among which the name has to be. */
  #readBraced(): T {
    const cursor = this.#cursor
    cursor.metric = undefined
    cursor.pos++
    this.labels.read(noLabelsWritten, true)
    return this.#use(this.labels.metricName ?? cursor.fail('invalid metric name'))
  }

  #use(name: string): T {
    const target = this.#targets.find(name) ?? this.#create(name)
    this.#cursor.metric = target.family.name
    return target
  }

  #create(name: string): T {
    if (!this.#isName(name)) this.#cursor.fail(`invalid metric name ${quoteGo(name)}`)
    return this.#targets.create(name)
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
}

/** Reads a metric name, in quotes or not. One in quotes may be anything. */
export function readMetricName(cursor: TextCursor): string {
  const start = cursor.pos
  if (cursor.peek() === QUOTE) {
    cursor.pos++
    return readQuoted(cursor, 'metric name')
  }
  skipMetricName(cursor)
  return cursor.take(start, cursor.pos) ?? ''
}

/** Moves behind a name without quotes. */
function skipMetricName(cursor: TextCursor): void {
  if (!isNameByte(METRIC_NAME_START, cursor.peek())) cursor.failUnlessAtEnd('invalid metric name')
  do cursor.pos++
  while (isNameByte(METRIC_NAME_REST, cursor.peek()))
}
