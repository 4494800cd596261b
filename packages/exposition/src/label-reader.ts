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
import { parseFloatAt } from './parse-float.ts'
import { quoteGo } from './quote-go.ts'
import { readQuoted } from './read-quoted.ts'
import type { TextCursor } from './text-cursor.ts'

/**
 * The labels of a line, as far as the next line of the same metric is likely to have them too: then their names
 * are compared with these bytes instead of being read, checked and sorted again.
 */
export interface WrittenLabels extends LabelShape {
  /** Where each label begins, counted in bytes from the start of the body. */
  readonly starts: readonly number[]
  /** How many bytes it is from there to behind the opening quote of the value. */
  readonly lengths: readonly number[]
  readonly specialLabel: SpecialLabel
}

export const noLabelsWritten: WrittenLabels = {
  ...emptyShape,
  starts: [],
  lengths: [],
  specialLabel: undefined,
}

/** Shared by all metrics that have none. */
const NO_LABELS: Labels = []

/** So many names are compared one by one, to see whether a label comes twice; more go into a set. */
const MAX_COMPARED_NAMES = 16

/** Reads the labels of one line at a time into buffers of its own, which the next line reuses. */
export class LabelReader {
  /** A name in the braces that no value followed: the metric's own. */
  metricName: string | undefined
  readonly #cursor: TextCursor
  readonly #isName: (name: string) => boolean
  /** Each name is kept once, however many metrics have it. */
  readonly #knownNames = new Map<string, string>()
  readonly #values: string[] = []
  /** Where the values were written: the next line is likely to have some of them again. */
  readonly #valueStarts: number[] = []
  readonly #valueLengths: number[] = []
  readonly #sorted: string[] = []
  /** Names, and where they were written, from the first one that was not expected. */
  #names: string[] = []
  #starts: number[] = []
  #lengths: number[] = []
  #seen: Set<string> | undefined
  #count = 0
  /** What this line is likely to have, and whether it has had so up to now. */
  #likely = noLabelsWritten
  #isLikely = true
  #shape = noLabelsWritten
  /** Of the last line that had labels, whatever its metric. */
  #last = noLabelsWritten

  constructor(cursor: TextCursor, utf8Names: boolean) {
    this.#cursor = cursor
    this.#isName = utf8Names ? isUtf8Name : isLegacyLabelName
  }

  /** For a line without braces. */
  clear(): void {
    this.#count = 0
    this.#likely = noLabelsWritten
    this.#isLikely = true
  }

  /** Reads from behind the opening brace to behind the closing one; `before` is what the metric had last. */
  read(before: WrittenLabels, mayHoldMetricName: boolean): void {
    const cursor = this.#cursor
    this.clear()
    this.#likely = before.names.length > 0 ? before : this.#last
    this.metricName = undefined
    while (cursor.peekAfterBlanks() !== CLOSING_BRACE) {
      if (this.#isRepeated()) this.#readValue()
      else this.#readLabel(mayHoldMetricName)
      if (!this.#readComma()) break
    }
    cursor.pos++
  }

  /** Sorts what was read, the special label apart, and gives what the next line is likely to have. */
  arrange(specialLabel: SpecialLabel): WrittenLabels {
    this.#shape = this.#findShape(specialLabel)
    if (this.#count > 0) this.#last = this.#shape
    const { names, slots } = this.#shape
    for (let i = 0; i < this.#count; i++) {
      const slot = slots[i] ?? -1
      if (slot < 0) continue
      this.#sorted[slot] = names[i] ?? ''
      this.#sorted[slot + 1] = this.#values[i] ?? ''
    }
    return this.#shape
  }

  /** The special label as a float: NaN when it is not there, `undefined` when it is no float. */
  parseSpecial(): number | undefined {
    const { special } = this.#shape
    if (special < 0) return Number.NaN
    // Escape sequences need not be resolved: there is none for anything that a float may hold.
    const start = this.#valueStarts[special] ?? 0
    return parseFloatAt(this.#cursor.bytes, start, start + (this.#valueLengths[special] ?? 0))
  }

  /** The special label, as it is shown in error messages. */
  quoteSpecial(): string {
    return quoteGo(this.#values[this.#shape.special] ?? '')
  }

  toLabels(): Labels {
    const length = this.#sortedLength()
    return length === 0 ? NO_LABELS : this.#sorted.slice(0, length)
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

  /** Whether the next label is the likely one: then `pos` is moved to its value. */
  #isRepeated(): boolean {
    const { starts, lengths } = this.#likely
    const start = starts[this.#count]
    const length = lengths[this.#count] ?? 0
    if (!this.#isLikely || start === undefined) return false
    if (!this.#cursor.isRepeated(start, length)) return false
    this.#cursor.pos += length
    return true
  }

  #findShape(specialLabel: SpecialLabel): WrittenLabels {
    if (this.#count === 0) return noLabelsWritten
    const { names, specialLabel: likelySpecialLabel } = this.#likely
    if (this.#isLikely) {
      if (names.length === this.#count && likelySpecialLabel === specialLabel) return this.#likely
      this.#diverge()
    }
    const { slots, special } = shapeOf(this.#names, specialLabel)
    return {
      names: this.#names,
      slots,
      special,
      starts: this.#starts,
      lengths: this.#lengths,
      specialLabel,
    }
  }

  /** From here on the labels are not the likely ones. */
  #diverge(): void {
    const { names, starts, lengths } = this.#likely
    this.#names = names.slice(0, this.#count)
    this.#starts = starts.slice(0, this.#count)
    this.#lengths = lengths.slice(0, this.#count)
    this.#seen = undefined
    this.#isLikely = false
  }

  #readLabel(mayHoldMetricName: boolean): void {
    const cursor = this.#cursor
    const start = cursor.pos
    const name = this.#readName()
    if (cursor.peekAfterBlanks() !== EQUALS) {
      this.#takeMetricName(name, mayHoldMetricName)
      return
    }
    if (this.#isLikely) this.#diverge()
    this.#checkName(name)
    cursor.pos++
    if (cursor.peekAfterBlanks() !== QUOTE) {
      const found = cursor.quoteNext()
      cursor.failUnlessAtEnd(`expected '"' at start of label value, found ${found}`)
    }
    cursor.pos++
    this.#names.push(name)
    this.#starts.push(start)
    this.#lengths.push(cursor.pos - start)
    this.#readValue()
  }

  #readName(): string {
    const cursor = this.#cursor
    const start = cursor.pos
    if (cursor.peek() === QUOTE) {
      cursor.pos++
      return readQuoted(cursor, 'label name')
    }
    if (!isNameByte(LABEL_NAME_START, cursor.peek())) {
      const metric = quoteGo(cursor.metric ?? '')
      cursor.failUnlessAtEnd(`invalid label name for metric ${metric}`)
    }
    do cursor.pos++
    while (isNameByte(LABEL_NAME_REST, cursor.peek()))
    return this.#intern(start, cursor.pos)
  }

  #intern(start: number, end: number): string {
    const known = this.#knownNames.get(this.#cursor.latin1(start, end))
    if (known !== undefined) return known
    const name = this.#cursor.take(start, end) ?? ''
    this.#knownNames.set(name, name)
    return name
  }

  #checkName(name: string): void {
    if (name === '__name__') this.#cursor.fail('label name "__name__" is reserved')
    if (!this.#isName(name)) this.#cursor.fail(`invalid label name ${quoteGo(name)}`)
    if (this.#isDuplicate(name)) {
      const metric = quoteGo(this.#cursor.metric ?? '')
      this.#cursor.fail(`duplicate label names for metric ${metric}`)
    }
  }

  #isDuplicate(name: string): boolean {
    if (this.#count < MAX_COMPARED_NAMES) return this.#names.includes(name)
    this.#seen ??= new Set(this.#names)
    if (this.#seen.has(name)) return true
    this.#seen.add(name)
    return false
  }

  #readValue(): void {
    const cursor = this.#cursor
    const at = this.#count
    const start = cursor.pos
    const length = this.#valueLengths[at] ?? 0
    this.#count++
    // The very bytes of the line before, and the value ends here as it did there.
    if (
      cursor.bytes[start + length] === QUOTE &&
      cursor.isRepeated(this.#valueStarts[at] ?? 0, length) &&
      this.#values[at] !== undefined
    ) {
      cursor.pos = start + length + 1
      return
    }
    this.#values[at] = readQuoted(cursor, 'label value')
    this.#valueStarts[at] = start
    this.#valueLengths[at] = cursor.pos - 1 - start
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
