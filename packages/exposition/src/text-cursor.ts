import { isAscii, isUtf8 } from 'node:buffer'
import { LINE_FEED, SPACE, TAB } from './char-codes.ts'
import { ExpositionError } from './exposition-error.ts'
import { quoteGoBytes, quoteGoCharacter } from './quote-go.ts'

/** What `peek` gives after the last byte. */
export const END = -1

/**
 * V8 copies shorter slices and lets longer ones point into their parent: one label value of twenty characters
 * would keep a body of ten megabytes alive.
 */
const SHORTEST_SHARED_SLICE = 13

const CRLF_HINT = ' (lines must end in LF, not CRLF)'

/** What differs between the text formats at the level of bytes. */
export interface TextFormat {
  /** What errors begin with. */
  readonly during: string
  /** An escape sequence that means nothing is a backslash and a character; else it is an error. */
  readonly keepsUnknownEscapes: boolean
}

/**
 * A body of one of the text formats, and how far it has been read. It is looked at as bytes; only what is kept
 * becomes text.
 */
export class TextCursor {
  /** Buffer, because TextDecoder's "latin1" is really windows-1252, and is slower for short pieces. */
  readonly bytes: Buffer
  readonly end: number
  readonly format: TextFormat
  pos = 0
  /** The line that `pos` is in, counted from 1. */
  line = 0
  /** The family being read, for error messages. */
  metric: string | undefined
  readonly #text: string
  readonly #isAscii: boolean

  constructor(body: Uint8Array, format: TextFormat) {
    this.bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    this.end = body.byteLength
    this.format = format
    this.#text = this.bytes.toString('latin1')
    this.#isAscii = isAscii(body)
  }

  peek(): number {
    return this.pos < this.end ? (this.bytes[this.pos] ?? END) : END
  }

  /** Skips blanks and tabs and gives what comes then. */
  peekAfterBlanks(): number {
    let code = this.peek()
    while (code === SPACE || code === TAB) {
      this.pos++
      code = this.peek()
    }
    return code
  }

  /** Moves to the next blank, tab or line feed. A token that the body ends in is cut off. */
  skipToken(): void {
    const { bytes, end } = this
    let i = this.pos
    for (; i < end; i++) {
      const code = bytes[i]
      if (code === LINE_FEED || code === SPACE || code === TAB) break
    }
    this.pos = i
    if (i === end) this.failAtEnd()
  }

  /** Moves to the line feed that ends this line. */
  skipLine(): void {
    const lineFeed = this.bytes.indexOf(LINE_FEED, this.pos)
    if (lineFeed < 0) this.failAtEnd()
    this.pos = lineFeed
  }

  /** Whether `length` bytes at `start` stand at `pos` again. */
  isRepeated(start: number, length: number): boolean {
    const { bytes, pos } = this
    for (let i = 0; i < length; i++) {
      if (bytes[pos + i] !== bytes[start + i]) return false
    }
    return true
  }

  /** One character per byte. Not to be kept: it may hold on to the whole body. */
  latin1(start: number, end: number): string {
    return this.#text.slice(start, end)
  }

  /** A piece of the body as text of its own; `undefined` when it is not UTF-8. */
  take(start: number, end: number): string | undefined {
    if (this.#isAscii || this.#isAsciiBetween(start, end)) {
      return end - start < SHORTEST_SHARED_SLICE
        ? this.#text.slice(start, end)
        : this.bytes.toString('latin1', start, end)
    }
    return isUtf8(this.bytes.subarray(start, end))
      ? this.bytes.toString('utf8', start, end)
      : undefined
  }

  quote(start: number, end: number): string {
    return quoteGoBytes(this.#text.slice(start, end))
  }

  /** The character at `pos`, quoted. */
  quoteNext(): string {
    return quoteGoCharacter(this.#text.charAt(this.pos))
  }

  failAtEnd(): never {
    return this.fail('unexpected end of input stream')
  }

  /** Refuses the body because of `reason`; if it has already ended, because of that. */
  failUnlessAtEnd(reason: string): never {
    return this.pos < this.end ? this.fail(reason) : this.failAtEnd()
  }

  fail(reason: string): never {
    throw new ExpositionError({
      during: this.format.during,
      reason: this.#isInCrlfLine() ? reason + CRLF_HINT : reason,
      line: this.line,
      metric: this.metric,
    })
  }

  #isAsciiBetween(start: number, end: number): boolean {
    for (let i = start; i < end; i++) {
      if ((this.bytes[i] ?? 0) > 0x7f) return false
    }
    return true
  }

  #isInCrlfLine(): boolean {
    const lineFeed = this.#text.indexOf('\n', this.pos)
    return lineFeed > 0 && this.#text[lineFeed - 1] === '\r'
  }
}

/** Text that was taken apart byte by byte, put together as UTF-8; `undefined` when it is none. */
export function decodeBytes(latin1: string): string | undefined {
  const bytes = Buffer.from(latin1, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : undefined
}
