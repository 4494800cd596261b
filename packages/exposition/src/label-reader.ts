import { CLOSING_BRACE, COMMA, EQUALS, QUOTE } from './char-codes.ts'
import { emptyShape, type LabelShape, type SpecialLabel, shapeOf } from './label-shape.ts'
import type { Labels } from './metric.ts'
import {
  isLegacyLabelName,
  isNameByte,
  isUtf8Name,
  LABEL_NAME_REST,
  LABEL_NAME_START,
} from './names.ts'
import { quoteGo } from './quote-go.ts'
import { readQuoted } from './read-quoted.ts'
import type { TextCursor } from './text-cursor.ts'

/** Reads the labels of one line at a time into buffers of its own, which the next line reuses. */
export class LabelReader {
  /** A name in the braces that no value followed: the metric's own. */
  metricName: string | undefined
  readonly #cursor: TextCursor
  readonly #isName: (name: string) => boolean
  /** Each name is kept once, however many metrics have it. */
  readonly #knownNames = new Map<string, string>()
  readonly #names: string[] = []
  readonly #values: string[] = []
  /** Values as written, to compare those of the next line with; '' for one that had to be decoded. */
  readonly #written: string[] = []
  readonly #sorted: string[] = []
  #count = 0
  #isExpected = true
  #shape = emptyShape

  constructor(cursor: TextCursor, utf8Names: boolean) {
    this.#cursor = cursor
    this.#isName = utf8Names ? isUtf8Name : isLegacyLabelName
  }

  /** For a line without braces. */
  clear(): void {
    this.#count = 0
    this.#isExpected = true
  }

  /** Reads from behind the opening brace to behind the closing one; `likely` is what may be there. */
  read(likely: LabelShape, mayHoldMetricName: boolean): void {
    const cursor = this.#cursor
    let seen: Set<string> | undefined
    this.metricName = undefined
    this.#count = 0
    while (cursor.peekAfterBlanks() !== CLOSING_BRACE) {
      const expected = seen === undefined ? likely.names[this.#count] : undefined
      const name = this.#readName(expected)
      if (cursor.peekAfterBlanks() === EQUALS) {
        if (name !== expected) {
          seen ??= new Set(this.#names.slice(0, this.#count))
          this.#checkName(name, seen)
        }
        this.#readValueOf(name)
      } else {
        this.#takeMetricName(name, mayHoldMetricName)
      }
      if (!this.#readComma()) break
    }
    cursor.pos++
    this.#isExpected = seen === undefined
  }

  /** Sorts what was read, `special` apart. Gives `likely` again if that is the shape of what was read. */
  arrange(likely: LabelShape, special: SpecialLabel): LabelShape {
    const isLikely = this.#isExpected && this.#count === likely.names.length
    this.#shape = isLikely ? likely : shapeOf(this.#names.slice(0, this.#count), special)
    const { slots } = this.#shape
    for (let i = 0; i < this.#count; i++) {
      const slot = slots[i] ?? -1
      if (slot < 0) continue
      this.#sorted[slot] = this.#names[i] ?? ''
      this.#sorted[slot + 1] = this.#values[i] ?? ''
    }
    return this.#shape
  }

  /** The value of the special label, if there was one. */
  get special(): string | undefined {
    return this.#shape.special < 0 ? undefined : this.#values[this.#shape.special]
  }

  toLabels(): Labels {
    return this.#sorted.slice(0, this.#sortedLength())
  }

  equals(labels: Labels): boolean {
    if (labels.length !== this.#sortedLength()) return false
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] !== this.#sorted[i]) return false
    }
    return true
  }

  #sortedLength(): number {
    return 2 * (this.#shape.special < 0 ? this.#count : this.#count - 1)
  }

  #readName(expected: string | undefined): string {
    const cursor = this.#cursor
    const { text, pos: start } = cursor
    if (cursor.peek() === QUOTE) {
      cursor.pos++
      return readQuoted(cursor, cursor.pos, 'label name')
    }
    if (!isNameByte(LABEL_NAME_START, cursor.peek())) this.#failAtName()
    let end = start + 1
    while (isNameByte(LABEL_NAME_REST, text.charCodeAt(end))) end++
    cursor.pos = end
    if (expected?.length === end - start && text.startsWith(expected, start)) return expected
    return this.#intern(start, end)
  }

  #failAtName(): never {
    const metric = quoteGo(this.#cursor.metric ?? '')
    return this.#cursor.failUnlessAtEnd(`invalid label name for metric ${metric}`)
  }

  #intern(start: number, end: number): string {
    const known = this.#knownNames.get(this.#cursor.text.slice(start, end))
    if (known !== undefined) return known
    const name = this.#cursor.take(start, end) ?? ''
    this.#knownNames.set(name, name)
    return name
  }

  #checkName(name: string, seen: Set<string>): void {
    if (name === '__name__') this.#cursor.fail('label name "__name__" is reserved')
    if (!this.#isName(name)) this.#cursor.fail(`invalid label name ${quoteGo(name)}`)
    if (seen.has(name)) {
      const metric = quoteGo(this.#cursor.metric ?? '')
      this.#cursor.fail(`duplicate label names for metric ${metric}`)
    }
    seen.add(name)
  }

  #readValueOf(name: string): void {
    const cursor = this.#cursor
    cursor.pos++
    if (cursor.peekAfterBlanks() !== QUOTE) this.#failAtValue()
    const start = ++cursor.pos
    const before = this.#written[this.#count] ?? ''
    const same = sharedLength(cursor.text, start, before)
    let value = before
    if (same === before.length && cursor.text.charCodeAt(start + same) === QUOTE) {
      cursor.pos = start + same + 1
    } else {
      value = readQuoted(cursor, start + same, 'label value')
      const isPlain = value.length === cursor.pos - 1 - start
      this.#written[this.#count] = isPlain ? value : ''
    }
    this.#names[this.#count] = name
    this.#values[this.#count] = value
    this.#count++
  }

  #failAtValue(): never {
    const found = this.#cursor.quoteNext()
    return this.#cursor.failUnlessAtEnd(`expected '"' at start of label value, found ${found}`)
  }

  #takeMetricName(name: string, isAllowed: boolean): void {
    const cursor = this.#cursor
    const next = cursor.peek()
    if (!isAllowed) {
      cursor.failUnlessAtEnd(`expected '=' after label name, found ${cursor.quoteNext()}`)
    }
    if (this.metricName !== undefined) {
      cursor.fail(`multiple metric names for metric ${quoteGo(this.metricName)}`)
    }
    if (next !== COMMA && next !== CLOSING_BRACE) {
      cursor.failUnlessAtEnd(`unexpected end of metric name ${cursor.quoteNext()}`)
    }
    this.metricName = name
  }

  /** Whether a comma followed, so that there may be more. */
  #readComma(): boolean {
    const next = this.#cursor.peekAfterBlanks()
    if (next === COMMA) {
      this.#cursor.pos++
      return true
    }
    if (next === CLOSING_BRACE) return false
    const value = quoteGo(this.#values[this.#count - 1] ?? '')
    return this.#cursor.failUnlessAtEnd(`unexpected end of label value ${value}`)
  }
}

/** How much of `before` stands in the text once more. */
function sharedLength(text: string, start: number, before: string): number {
  let length = 0
  while (length < before.length && text.charCodeAt(start + length) === before.charCodeAt(length)) {
    length++
  }
  return length
}
