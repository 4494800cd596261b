import { isAscii, isUtf8 } from 'node:buffer'
import { LINE_FEED, SPACE, TAB } from './char-codes.ts'
import { ExpositionError } from './exposition-error.ts'
import { quoteGoBytes, quoteGoCharacter } from './quote-go.ts'

/** What `peek` gives after the last byte. */
export const END = -1

/**
 * V8 copies shorter slices and lets longer ones point into their parent: a label value of twenty characters
 * would keep a body of ten megabytes alive.
 */
const SHORTEST_SHARED_SLICE = 13

const CRLF_HINT = ' (lines must end in LF, not CRLF)'

/**
 * A body of one of the text formats and how far it has been read. `text` has one character per byte, so
 * offsets are offsets of bytes, and only what is kept has to be decoded.
 */
export class TextCursor {
  readonly text: string
  readonly end: number
  pos = 0
  /** Of the line that `pos` is in, counted from 1. */
  line = 0
  /** The family being read, for error messages. */
  metric: string | undefined
  readonly #bytes: Buffer
  readonly #isAscii: boolean
  readonly #during: string

  constructor(body: Uint8Array, during: string) {
    // Buffer, for its latin1 decoding: TextDecoder's "latin1" is really windows-1252.
    this.#bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    this.#isAscii = isAscii(body)
    this.#during = during
    this.text = this.#bytes.toString('latin1')
    this.end = this.text.length
  }

  peek(): number {
    return this.pos < this.end ? this.text.charCodeAt(this.pos) : END
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

  /** Moves to the next blank, tab, line feed or the end. A token that the body ends in is cut off. */
  skipToken(): void {
    const { text, end } = this
    let i = this.pos
    for (; i < end; i++) {
      const code = text.charCodeAt(i)
      if (code === LINE_FEED || code === SPACE || code === TAB) break
    }
    this.pos = i
    if (i === end) this.failAtEnd()
  }

  /** Moves to the line feed that ends this line. */
  skipLine(): void {
    const lineFeed = this.text.indexOf('\n', this.pos)
    if (lineFeed < 0) this.failAtEnd()
    this.pos = lineFeed
  }

  /** `text[start, end)` as text of its own; `undefined` when it is not UTF-8. */
  take(start: number, end: number): string | undefined {
    if (end - start < SHORTEST_SHARED_SLICE && this.#isAscii) return this.text.slice(start, end)
    if (this.#isAscii) return this.#bytes.toString('latin1', start, end)
    const bytes = this.#bytes.subarray(start, end)
    return isUtf8(bytes) ? bytes.toString() : undefined
  }

  quote(start: number, end: number): string {
    return quoteGoBytes(this.text.slice(start, end))
  }

  /** The character at `pos`, quoted. */
  quoteNext(): string {
    return quoteGoCharacter(this.text.charAt(this.pos))
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
      during: this.#during,
      reason: this.#isInCrlfLine() ? reason + CRLF_HINT : reason,
      line: this.line,
      metric: this.metric,
    })
  }

  #isInCrlfLine(): boolean {
    const lineFeed = this.text.indexOf('\n', this.pos)
    return lineFeed > 0 && this.text[lineFeed - 1] === '\r'
  }
}

/** Text that was taken apart byte by byte, put together as UTF-8; `undefined` when it is none. */
export function decodeBytes(latin1: string): string | undefined {
  const bytes = Buffer.from(latin1, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : undefined
}
