import { BACKSLASH, LINE_FEED, QUOTE, SMALL_N } from './char-codes.ts'
import { quoteGoBytes } from './quote-go.ts'
import { decodeBytes, END, type TextCursor } from './text-cursor.ts'

/** Reads on from behind an opening quote to behind the closing one. `what` is named in errors. */
export function readQuoted(cursor: TextCursor, what: string): string {
  const { bytes, end, pos: start } = cursor
  for (let i = start; i < end; i++) {
    const code = bytes[i]
    if (code === QUOTE) {
      cursor.pos = i + 1
      return cursor.take(start, i) ?? cursor.fail(`invalid ${what} ${cursor.quote(start, i)}`)
    }
    if (code === BACKSLASH) return readEscaped(cursor, i, what)
    if (code === LINE_FEED) return failAtLineFeed(cursor, cursor.latin1(start, i), what)
  }
  cursor.pos = end
  return cursor.failAtEnd()
}

function readEscaped(cursor: TextCursor, firstBackslash: number, what: string): string {
  const { bytes, end } = cursor
  let latin1 = cursor.latin1(cursor.pos, firstBackslash)
  let copied = firstBackslash
  for (let i = firstBackslash; i < end; i++) {
    const code = bytes[i]
    if (code !== QUOTE && code !== BACKSLASH && code !== LINE_FEED) continue
    latin1 += cursor.latin1(copied, i)
    cursor.pos = i
    if (code === LINE_FEED) return failAtLineFeed(cursor, latin1, what)
    cursor.pos++
    if (code === QUOTE) return decodeOrFail(cursor, latin1, what)
    latin1 += readEscape(cursor)
    i++
    copied = i + 1
  }
  cursor.pos = end
  return cursor.failAtEnd()
}

/**
 * The text from `start` to the line feed at `pos`, its escape sequences resolved; `undefined` when the bytes
 * are not UTF-8.
 */
export function unescapeLine(cursor: TextCursor, start: number): string | undefined {
  const end = cursor.pos
  const line = cursor.latin1(start, end)
  let latin1 = ''
  let copied = 0
  for (let i = line.indexOf('\\'); i >= 0; i = line.indexOf('\\', copied)) {
    latin1 += line.slice(copied, i)
    cursor.pos = start + i + 1
    latin1 += readEscape(cursor)
    copied = i + 2
  }
  cursor.pos = end
  return decodeBytes(latin1 + line.slice(copied))
}

/** What the escape sequence means whose second character is at `pos`. */
function readEscape(cursor: TextCursor): string {
  const code = cursor.peek()
  if (code === SMALL_N) return '\n'
  if (code === QUOTE || code === BACKSLASH) return String.fromCharCode(code)
  const character = cursor.latin1(cursor.pos, cursor.pos + 1)
  const isKept = cursor.format.keepsUnknownEscapes && code !== LINE_FEED && code !== END
  if (isKept) return `\\${character}`
  return cursor.failUnlessAtEnd(`invalid escape sequence '\\${character}'`)
}

function decodeOrFail(cursor: TextCursor, latin1: string, what: string): string {
  return decodeBytes(latin1) ?? cursor.fail(`invalid ${what} ${quoteGoBytes(latin1)}`)
}

function failAtLineFeed(cursor: TextCursor, latin1: string, what: string): never {
  return cursor.fail(`${what} ${quoteGoBytes(latin1)} contains unescaped new-line`)
}
