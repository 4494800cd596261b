import { BACKSLASH, LINE_FEED, QUOTE, SMALL_N } from './char-codes.ts'
import { quoteGoBytes } from './quote-go.ts'
import { decodeBytes, type TextCursor } from './text-cursor.ts'

/**
 * Reads on from behind an opening quote to behind the closing one. `from` is where to look first: what lies
 * before it is known to hold no quote, backslash or line feed. `what` is named in errors.
 */
export function readQuoted(cursor: TextCursor, from: number, what: string): string {
  const { text, end, pos: start } = cursor
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      cursor.pos = i + 1
      return cursor.take(start, i) ?? cursor.fail(`invalid ${what} ${cursor.quote(start, i)}`)
    }
    if (code === BACKSLASH) return readEscaped(cursor, i, what)
    if (code === LINE_FEED) return failAtLineFeed(cursor, text.slice(start, i), what)
  }
  cursor.pos = end
  return cursor.failAtEnd()
}

function readEscaped(cursor: TextCursor, firstBackslash: number, what: string): string {
  const { text, end } = cursor
  let bytes = text.slice(cursor.pos, firstBackslash)
  let copied = firstBackslash
  for (let i = firstBackslash; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code !== QUOTE && code !== BACKSLASH && code !== LINE_FEED) continue
    bytes += text.slice(copied, i)
    cursor.pos = i
    if (code === LINE_FEED) return failAtLineFeed(cursor, bytes, what)
    cursor.pos++
    if (code === QUOTE) return decodeOrFail(cursor, bytes, what)
    bytes += readEscape(cursor)
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
  const line = cursor.text.slice(start, end)
  let bytes = ''
  let copied = 0
  for (let i = line.indexOf('\\'); i >= 0; i = line.indexOf('\\', copied)) {
    bytes += line.slice(copied, i)
    cursor.pos = start + i + 1
    bytes += readEscape(cursor)
    copied = i + 2
  }
  cursor.pos = end
  return decodeBytes(bytes + line.slice(copied))
}

/** What the escape sequence means whose second character is at `pos`. */
function readEscape(cursor: TextCursor): string {
  const code = cursor.peek()
  if (code === SMALL_N) return '\n'
  if (code === QUOTE || code === BACKSLASH) return String.fromCharCode(code)
  const character = cursor.text.charAt(cursor.pos)
  return cursor.failUnlessAtEnd(`invalid escape sequence '\\${character}'`)
}

function decodeOrFail(cursor: TextCursor, bytes: string, what: string): string {
  return decodeBytes(bytes) ?? cursor.fail(`invalid ${what} ${quoteGoBytes(bytes)}`)
}

function failAtLineFeed(cursor: TextCursor, bytes: string, what: string): never {
  return cursor.fail(`${what} ${quoteGoBytes(bytes)} contains unescaped new-line`)
}
